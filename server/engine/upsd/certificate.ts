import { readFileSync, statSync } from 'node:fs'
import { createSecureContext, type SecureContext } from 'node:tls'

/** Looked at again so often: certificates are renewed under the same file name. */
const LOOK_AGAIN_MS = 60_000

/** The certificate of the server, read from files, and read again when they change. */
export class Certificate {
  readonly #certificateFile: string
  readonly #keyFile: string
  readonly #now: () => number
  #read: { readonly mark: string; readonly context: SecureContext } | null = null
  #lookedAtMs = Number.NEGATIVE_INFINITY
  #problem: string | null = null

  constructor(certificateFile: string, keyFile: string, now: () => number) {
    this.#certificateFile = certificateFile
    this.#keyFile = keyFile
    this.#now = now
  }

  get problem(): string | null {
    return this.#problem
  }

  /** Null: it cannot be used; `problem` says why. A new one that cannot be used leaves the old one in service. */
  context(): SecureContext | null {
    const nowMs = this.#now()
    if (nowMs - this.#lookedAtMs < LOOK_AGAIN_MS) return this.#read?.context ?? null
    this.#lookedAtMs = nowMs
    try {
      const files = [this.#certificateFile, this.#keyFile]
      const mark = files.map((file) => `${statSync(file).mtimeMs} ${statSync(file).size}`).join(' ')
      if (this.#read?.mark !== mark) {
        const [cert, key] = files.map((file) => readFileSync(file))
        this.#read = { mark, context: createSecureContext({ cert, key, minVersion: 'TLSv1.2' }) }
      }
      this.#problem = null
    } catch (error) {
      const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : null
      this.#problem = `The certificate ${this.#certificateFile} with the key ${this.#keyFile} cannot be used (${typeof code === 'string' ? code : 'not PEM'}): check both files and that the engine may read them.`
    }
    return this.#read?.context ?? null
  }
}
