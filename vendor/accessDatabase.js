export { Buffer } from "buffer";
export { default as MDBReader } from "mdb-reader";
