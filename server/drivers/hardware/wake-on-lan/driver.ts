import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { hardwareEndpoint } from '../../../domain/hardware'
import { type CallOptions, type HardwareDriver, type HardwareSession, ok, refused, unreachable, unsupported } from '../../ports'
import { callDeadline } from '../../protocols/call-deadline'
import { magicPacket } from './magic-packet'

/** Datagrams get lost, and a machine that is on takes no notice of one more. */
const PACKETS = 3

const NOTHING_CONFIRMS =
  'Wake-on-LAN is a call into the dark: nothing confirms that the packet arrived. Whether the machine starts is seen on its manager only.'

const oneWay = unsupported(
  'Wake-on-LAN tells nothing of a machine.',
  'Add its IPMI or Redfish BMC to read sensors and power state.',
)

const send = async (host: string, port: number, packet: Buffer): Promise<void> => {
  const { address, family } = await lookup(host)
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4')
  try {
    await new Promise<void>((done, fail) => {
      socket.once('error', fail)
      socket.bind(0, () => {
        if (family === 4) socket.setBroadcast(true)
        done()
      })
    })
    for (let sent = 0; sent < PACKETS; sent += 1)
      await new Promise<void>((done, fail) =>
        socket.send(packet, port, address, (error) => (error === null ? done() : fail(error))),
      )
  } finally {
    socket.close()
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error)

/** Sends it within the deadline. Nothing that fails here has reached anybody. */
const sendWithin = async (host: string, port: number, packet: Buffer, options: CallOptions) => {
  const deadline = callDeadline(options)
  const ended = new Promise<'ended'>((done) => {
    if (deadline.signal.aborted) done('ended')
    deadline.signal.addEventListener('abort', () => done('ended'), { once: true })
  })
  try {
    if ((await Promise.race([ended, Promise.resolve(null)])) === null) {
      const outcome = await Promise.race([send(host, port, packet), ended])
      if (outcome !== 'ended') return ok(null)
    }
    return unreachable(`The packet for ${host} could not be sent in time.`, 'Check the address and name service.')
  } catch (error) {
    return unreachable(
      `The packet could not be sent to ${host}: ${codeOf(error)}.`,
      'Use the broadcast address of the machine’s network, and check that this machine has a route to it.',
    )
  } finally {
    deadline.dispose()
  }
}

export const driver: HardwareDriver = {
  kind: 'wake-on-lan',
  label: 'Wake-on-LAN',
  capabilities: { sensors: false, powerState: false, powerOn: true, softOff: false, powerOff: false, powerCycle: false },
  open: ({ address, secret }): HardwareSession => {
    const no = () => Promise.resolve(oneWay)
    return {
      identify: () =>
        Promise.resolve(
          address.kind === 'wake-on-lan'
            ? ok({
                kind: 'wake-on-lan' as const,
                product: `Network card ${hardwareEndpoint(address)}`,
                version: null,
                systemUuid: null,
                notes: [NOTHING_CONFIRMS],
              })
            : refused('This is no address for Wake-on-LAN.', 'Enter a MAC address.'),
        ),
      sensors: no,
      powerState: no,
      act: (act, options) => {
        if (address.kind !== 'wake-on-lan' || secret.kind !== 'wake-on-lan')
          return Promise.resolve(refused('This is no address or secret for Wake-on-LAN.', 'Enter both again.'))
        return act === 'power-on'
          ? sendWithin(address.host, address.port, magicPacket(address.mac, secret.secureOn), options)
          : Promise.resolve(unsupported('Wake-on-LAN can only switch a machine on.', 'Use its IPMI or Redfish BMC for that.'))
      },
      close: () => Promise.resolve(),
    }
  },
}
