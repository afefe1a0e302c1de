import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";
import { secret, secretParts, sealed, transformProps, type Props, type Value } from "../value";

/**
 * Keeps secrets out of a stack's files. A test's stand-in for Pulumi's passphrase provider: the passphrase is no
 * secret, the point is that a token in state can only be there encrypted.
 */
export class Vault {
  readonly #key: Buffer;

  constructor(readonly salt: string) {
    // A low cost: every step of every test derives this key anew.
    this.#key = scryptSync("engine double", salt, 32, { N: 1024 });
  }

  /** Properties as files hold them. */
  seal(props: Props): Props {
    return transformProps(props, (node) => {
      const content = secretParts(node)?.value;
      return content === undefined ? undefined : sealed(this.#encrypt(JSON.stringify(content)));
    });
  }

  /** Properties as they were before `seal`. */
  open(props: Props): Props {
    return transformProps(props, (node) => {
      const text = secretParts(node)?.ciphertext;
      return text === undefined ? undefined : secret(JSON.parse(this.#decrypt(text)) as Value);
    });
  }

  #encrypt(text: string): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.#key, iv);
    const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return [iv, cipher.getAuthTag(), body].map((part) => part.toString("base64")).join(":");
  }

  #decrypt(text: string): string {
    const [iv, tag, body] = text.split(":").map((part) => Buffer.from(part, "base64"));
    if (!iv || !tag || !body) throw new Error("Not sealed by this vault");
    const decipher = createDecipheriv("aes-256-gcm", this.#key, iv).setAuthTag(tag);
    return decipher.update(body, undefined, "utf8") + decipher.final("utf8");
  }
}
