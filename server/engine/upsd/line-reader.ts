/** More than any command of the protocol needs. */
export const LONGEST_LINE_BYTES = 2_048

const NEW_LINE = 0x0a

/** Cuts bytes into lines. `take` gives null once a line is too long: nothing after it can be trusted to be a command. */
export class LineReader {
  #rest = Buffer.alloc(0)

  get isEmpty(): boolean {
    return this.#rest.length === 0
  }

  take(chunk: Buffer): readonly string[] | null {
    const lines: string[] = []
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    for (let end = bytes.indexOf(NEW_LINE); end !== -1; end = bytes.indexOf(NEW_LINE)) {
      if (end > LONGEST_LINE_BYTES) return null
      lines.push(bytes.subarray(0, end).toString('utf8').replace(/\r$/, ''))
      bytes = bytes.subarray(end + 1)
    }
    if (bytes.length > LONGEST_LINE_BYTES) return null
    this.#rest = Buffer.from(bytes)
    return lines
  }
}
