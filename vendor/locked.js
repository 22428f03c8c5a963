// Stands for the ciphers of mdb-reader: only locked databases need them, and they need parts of Node that no bundler brings.
function refuse() {
  throw new Error("the database is locked with a password");
}

export const createDecipheriv = refuse;
export const XMLParser = refuse;
export default Object.assign(refuse, { createDecipheriv: refuse });
