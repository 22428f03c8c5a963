/** The version of the package, written in by the build. */
declare const __VERSION__: string;
/** False on the server for development, which has no service worker. */
declare const __BUILT__: boolean;
