/** Errors of `run`; 0 is success. */
export const NO_JOB = 1;
export const NO_MEMORY = 2;
