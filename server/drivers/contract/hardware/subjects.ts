import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { type HardwareAddress, type HardwareKind, type HardwareSecret, type HostPower } from '../../../domain/hardware'
import { bmcModel } from '../../../testing/ipmi/bmc-model'
import { sampleSensors } from '../../../testing/ipmi/sample-sensors'
import { startBmc } from '../../../testing/ipmi/stand-in'
import { changed, smallMachine } from '../../../testing/redfish/resources'
import { startRedfish } from '../../../testing/redfish/stand-in'

export const SECRET_TEXT = 'contract-secret'

/** What a kind is tried on: a machine that answers, an address that never does, and one where nothing is. */
export interface Subject {
  readonly secret: HardwareSecret
  address(host: string, port: number): HardwareAddress
  machine(power: HostPower): Promise<Machine>
}

export interface Machine {
  readonly address: HardwareAddress
  /** How often it was told to switch. */
  told(): number
  power(): HostPower
  close(): Promise<void>
}

const PIN = Array<string>(32).fill('AB').join(':')

const ipmi: Subject = {
  secret: { kind: 'ipmi-user', user: 'contract', password: SECRET_TEXT, kgHex: '' },
  address: (host, port) => ({ kind: 'ipmi', host, port, cipherSuite: null, privilege: 'operator' }),
  machine: async (power) => {
    const bmc = await startBmc(bmcModel(sampleSensors()), { user: 'contract', password: SECRET_TEXT, kg: null })
    bmc.model.power = power === 'off' ? 'off' : 'on'
    return {
      address: ipmi.address('127.0.0.1', bmc.port),
      told: () => bmc.carriedOut.filter((what) => what.startsWith('00/02')).length,
      power: () => bmc.model.power,
      close: () => bmc.close(),
    }
  },
}

const SYSTEM = '/redfish/v1/Systems/one'

const redfish: Subject = {
  secret: { kind: 'password', user: 'contract', password: SECRET_TEXT },
  address: (host, port) => ({ kind: 'redfish', url: `https://${host}:${port}`, pins: [PIN], system: null }),
  machine: async (power) => {
    const supplies = [{ Name: 'PSU 1', Status: { State: 'Enabled', Health: 'OK' }, LineInputVoltage: 230 }]
    const resources = smallMachine({ resetTypes: ['On', 'ForceOff', 'GracefulShutdown', 'PowerCycle'], supplies })
    changed(resources, SYSTEM, { PowerState: power === 'off' ? 'Off' : 'On' })
    const service = await startRedfish(resources, { account: { user: 'contract', password: SECRET_TEXT } })
    return {
      address: { kind: 'redfish', url: service.url, pins: [service.fingerprint], system: null },
      told: () => service.requests.filter((request) => request.includes('ComputerSystem.Reset')).length,
      power: () => (resources.get(SYSTEM)?.PowerState === 'Off' ? 'off' : 'on'),
      close: () => service.close(),
    }
  },
}

/** A machine that is woken by the packet for its network card, and by no other. */
const wakeOnLan: Subject = {
  secret: { kind: 'wake-on-lan', secureOn: '' },
  address: (host, port) => ({ kind: 'wake-on-lan', mac: '02:00:00:00:00:01', host, port }),
  machine: async (power) => {
    let [now, told] = [power, 0]
    const socket = createSocket('udp4')
    const wanted = `ffffffffffff${'020000000001'.repeat(16)}`
    socket.on('message', (packet) => {
      told += 1
      if (packet.toString('hex') === wanted) now = 'on'
    })
    await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done))
    return {
      address: wakeOnLan.address('127.0.0.1', socket.address().port),
      told: () => told,
      power: () => now,
      close: () => new Promise((done) => socket.close(() => done())),
    }
  },
}

export const SUBJECTS: Readonly<Record<HardwareKind, Subject>> = { ipmi, redfish, 'wake-on-lan': wakeOnLan }

/** Takes whatever comes, and never says a word. */
export const silentPort = async (): Promise<{ readonly port: number; close(): Promise<void> }> => {
  const server = createServer((socket) => socket.on('error', () => socket.destroy()))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const udp = createSocket('udp4')
  await new Promise<void>((done) => udp.bind(address.port, '127.0.0.1', done))
  return {
    port: address.port,
    close: async () => {
      await new Promise<void>((done) => udp.close(() => done()))
      server.close()
    },
  }
}
