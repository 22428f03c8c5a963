// Stands for the ciphers of mdb-reader: only locked databases need them, and they need parts of Node that no bundler brings.
function refuse() {
  throw new Error("the database is locked with a password");
}

export const createDecipheriv = refuse;

/** The description of a cipher. Made when the module is loaded, so only its use is refused. */
export class XMLParser {
  parse() {
    refuse();
  }
}

export default Object.assign(refuse, { createDecipheriv: refuse });
