import { createSocket, type RemoteInfo } from 'node:dgram'
import { checksum } from '../../drivers/hardware/ipmi/message'
import { PAYLOAD, readPacket, sealedPacket } from '../../drivers/hardware/ipmi/packet'
import { type BmcAccount, BmcSessions } from './bmc-session'
import { type BmcModel, bmcAnswer } from './bmc-model'

export interface BmcStandIn {
  readonly port: number
  readonly model: BmcModel
  readonly sessions: BmcSessions
  /** Every command that was carried out: "netFn/command data", hexadecimal. */
  readonly carriedOut: readonly string[]
  /** What is done with each answer before it leaves: nothing in the list, it is lost; two, it comes twice. Null: as it is. */
  passing: ((answer: Buffer, what: string) => readonly Buffer[]) | null
  close(): Promise<void>
}

const hex = (bytes: Iterable<number>): string => Buffer.from([...bytes]).toString('hex')

/** The authentication capabilities that clients ask for before a session: IPMI 2.0, and nothing older. */
const ASK_CAPABILITIES = 0x38
const CAPABILITIES = Buffer.from([0x01, 0x80, 0x04, 0x02, 0, 0, 0, 0])

const answerMessage = (request: Buffer, completion: number, data: Buffer): Buffer => {
  const head = Buffer.from([request.readUInt8(3), (request.readUInt8(1) & 0xfc) + 4])
  const tail = Buffer.concat([Buffer.from([0x20, request.readUInt8(4), request.readUInt8(5), completion]), data])
  return Buffer.concat([head, Buffer.from([checksum(head)]), tail, Buffer.from([checksum(tail)])])
}

/** An IPMI 1.5 packet without authentication: only this one question comes in it. */
const capabilities = (datagram: Buffer): Buffer | null => {
  if (datagram.length < 22 || datagram[4] !== 0 || datagram[19] !== ASK_CAPABILITIES) return null
  const message = answerMessage(datagram.subarray(14), 0, CAPABILITIES)
  return Buffer.concat([datagram.subarray(0, 13), Buffer.from([message.length]), message])
}

/** A BMC of our own, for what OpenIPMI's simulator cannot be: suite 17, slow, lossy, mischievous. Tried with ipmitool. */
export const startBmc = async (
  model: BmcModel,
  account: BmcAccount,
  suites: readonly number[] = [3, 17],
): Promise<BmcStandIn> => {
  const socket = createSocket('udp4')
  const sessions = new BmcSessions(account, suites)
  const carriedOut: string[] = []
  const bmc: { -readonly [Key in keyof BmcStandIn]: BmcStandIn[Key] } = {
    port: 0,
    model,
    sessions,
    carriedOut,
    passing: null,
    close: () => new Promise((done) => socket.close(() => done())),
  }
  const send = (answer: Buffer, what: string, to: RemoteInfo) => {
    for (const datagram of bmc.passing?.(answer, what) ?? [answer]) socket.send(datagram, to.port, to.address)
  }
  const message = (datagram: Buffer, to: RemoteInfo) => {
    const session = sessions.find(datagram.readUInt32LE(6))
    if (session?.seal == null) return
    const packet = readPacket(datagram, session.seal)
    if (packet === null || packet.payload.length < 7) return
    const [netFn, command, data] = [packet.payload.readUInt8(1) >> 2, packet.payload.readUInt8(5), packet.payload.subarray(6, -1)]
    const what = `${hex([netFn])}/${hex([command])} ${hex(data)}`.trim()
    carriedOut.push(what)
    const { completion, data: told } = bmcAnswer(model, netFn, command, data)
    const payload = answerMessage(packet.payload, completion, told)
    const answer = { payloadType: PAYLOAD.message, sessionId: session.consoleId, sequence: session.sequence, payload }
    session.sequence += 1
    send(sealedPacket(answer, session.seal), what, to)
    if (netFn === 0x06 && command === 0x3c) sessions.close(session.id)
  }
  socket.on('message', (datagram, to) => {
    if (datagram.length < 16) return
    const asked = capabilities(datagram)
    if (asked !== null) return send(asked, 'capabilities', to)
    if ((datagram.readUInt8(5) & 0x3f) === PAYLOAD.message) return message(datagram, to)
    const packet = readPacket(datagram, null)
    const answer = packet === null ? null : sessions.answer(packet.payloadType, packet.payload)
    if (packet !== null && answer !== null) send(answer, `handshake ${hex([packet.payloadType])}`, to)
  })
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done))
  bmc.port = socket.address().port
  return bmc
}
