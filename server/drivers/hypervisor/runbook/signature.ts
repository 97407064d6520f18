import { createHmac } from 'node:crypto'

export interface Signed {
  readonly timestampSeconds: number
  /** Of this request alone: one that comes twice is a copy. */
  readonly requestId: string
  readonly method: string
  /** With its query, as requested. */
  readonly path: string
  readonly body: string
}

/** HMAC-SHA-256 over time, id, method, path and body, each in a line of its own; hexadecimal. */
export const signatureOf = ({ timestampSeconds, requestId, method, path, body }: Signed, key: string): string =>
  createHmac('sha256', key).update(`${timestampSeconds}\n${requestId}\n${method}\n${path}\n${body}`).digest('hex')
