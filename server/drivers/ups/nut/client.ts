import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { StringDecoder } from 'node:string_decoder'
import { NutTrouble, type NutAddress } from './failure'
import { replyOf } from './lines'

const longestLine = 64 * 1024

const errorCode = (error: Error): string => {
  const code: unknown = Reflect.get(error, 'code')
  return typeof code === 'string' ? code : error.message
}

interface Waiting {
  readonly lines: string[]
  resolve(lines: readonly string[]): void
  reject(error: NutTrouble): void
}

/**
 * One connection to upsd. One command at a time; the first trouble ends the connection and whatever waits.
 * The caller keeps the deadline by calling `end`.
 */
export class NutConnection {
  private socket: Socket
  private waiting: Waiting | null = null
  private rest = ''
  private ended: NutTrouble | null = null
  private deafen: () => void = () => undefined

  constructor(private readonly address: NutAddress) {
    this.socket = connectTcp({ host: address.host, port: address.port })
    this.socket.setNoDelay(true)
    this.listen(this.socket)
  }

  get isOpen(): boolean {
    return this.ended === null
  }

  /** The answer's lines, without the frame of a list. Throws NutTrouble. */
  command(line: string): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      if (this.ended !== null) return reject(this.ended)
      this.waiting = { lines: [], resolve, reject }
      this.socket.write(`${line}\n`)
    })
  }

  /** `verify`: the certificate must be trusted; else it only keeps eavesdroppers out. */
  async startTls(verify: boolean): Promise<void> {
    await this.command('STARTTLS')
    this.deafen()
    const secured = await this.secure(this.socket, verify)
    this.socket = secured
    this.listen(secured)
  }

  end(trouble: NutTrouble = new NutTrouble('closed', 'ended')): void {
    this.ended ??= trouble
    const { waiting } = this
    this.waiting = null
    this.socket.destroy()
    waiting?.reject(this.ended)
  }

  private secure(socket: Socket, verify: boolean): Promise<TLSSocket> {
    return new Promise((resolve, reject) => {
      const fail = (trouble: NutTrouble) => {
        this.end(trouble)
        reject(trouble)
      }
      const { host } = this.address
      const options: ConnectionOptions = { socket, rejectUnauthorized: verify, ...(isIP(host) === 0 ? { servername: host } : {}) }
      const secured = connectTls(options, () => resolve(secured))
      secured.once('error', (error: Error) => fail(new NutTrouble('tls', errorCode(error))))
      secured.once('close', () => fail(this.ended ?? new NutTrouble('closed', 'during the TLS handshake')))
    })
  }

  private listen(socket: Socket): void {
    const decoder = new StringDecoder('utf8')
    const onData = (chunk: Buffer) => this.take(decoder.write(chunk))
    const onClose = () => this.end()
    socket.on('data', onData)
    socket.on('close', onClose)
    socket.on('error', (error) => this.end(new NutTrouble('socket', errorCode(error))))
    this.deafen = () => void socket.off('data', onData).off('close', onClose)
  }

  private take(text: string): void {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop() ?? ''
    if (this.rest.length > longestLine) return this.end(new NutTrouble('garbage', 'a line without end'))
    for (const line of lines) this.takeLine(line.replace(/\r$/, ''))
  }

  private takeLine(line: string): void {
    const { waiting } = this
    if (waiting === null) return
    waiting.lines.push(line)
    const reply = replyOf(waiting.lines)
    if (reply.kind === 'incomplete') return
    this.waiting = null
    if (reply.kind === 'lines') return waiting.resolve(reply.lines)
    if (reply.kind === 'error') return waiting.reject(new NutTrouble('upsd', reply.code))
    this.waiting = waiting
    this.end(new NutTrouble('garbage', 'not a NUT answer'))
  }
}
