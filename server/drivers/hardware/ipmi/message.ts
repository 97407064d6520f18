/** IPMI LAN messages (IPMI 2.0, 13.8): one command, or its answer. */

const BMC_ADDRESS = 0x20
/** Remote consoles are addressed by software ids (5.5). */
const CONSOLE_ADDRESS = 0x81

export interface Command {
  readonly netFn: number
  readonly command: number
  readonly data: Buffer
  /** Which of the BMC's units is meant; 0 is the usual one. */
  readonly lun?: number
}

export interface Answer {
  /** 0: done. */
  readonly completion: number
  readonly data: Buffer
}

export const checksum = (bytes: Buffer): number => -bytes.reduce((sum, byte) => sum + byte, 0) & 0xff

export const requestMessage = ({ netFn, command, data, lun = 0 }: Command, sequence: number): Buffer => {
  const head = Buffer.from([BMC_ADDRESS, (netFn << 2) | lun])
  const body = Buffer.concat([Buffer.from([CONSOLE_ADDRESS, sequence << 2, command]), data])
  return Buffer.concat([head, Buffer.from([checksum(head)]), body, Buffer.from([checksum(body)])])
}

const LEAST_BYTES = 8

/** Null: it is not the answer to this command with this sequence number, or it is damaged. */
export const answerOf = (message: Buffer, { netFn, command }: Command, sequence: number): Answer | null => {
  if (message.length < LEAST_BYTES) return null
  const [head, body] = [message.subarray(0, 3), message.subarray(3)]
  if (checksum(head) !== 0 || checksum(body) !== 0) return null
  const isIt =
    message.readUInt8(0) === CONSOLE_ADDRESS &&
    message.readUInt8(1) >> 2 === netFn + 1 &&
    message.readUInt8(4) >> 2 === sequence &&
    message.readUInt8(5) === command
  return isIt ? { completion: message.readUInt8(6), data: message.subarray(7, -1) } : null
}
