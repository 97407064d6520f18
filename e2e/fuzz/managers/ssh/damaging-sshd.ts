import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import ssh2, { type Connection, type ServerChannel } from 'ssh2'
import type { ManagerAddress } from '../../../../server/domain/manager'
import type { DamagedLine } from '../damaged-line'
import type { FarMachine } from './far-machine'

const PASSWORD = 'password-of-the-damaged-line'

/** Ways in which an order is lost: its channel ends, its connection ends, or what carried it out was killed. */
type Loss = (channel: ServerChannel, client: Connection) => void
const LOSSES: readonly Loss[] = [
  (channel) => channel.close(),
  (_channel, client) => client.end(),
  (channel) => {
    channel.exit('KILL')
    channel.end()
  },
]

interface Machine {
  readonly name: string
  readonly port: number
  readonly pin: string
  stop(): Promise<void>
}

/** One in two hundred that ssh2 makes it cannot read itself. */
const readableKey = (): ReturnType<typeof ssh2.utils.generateKeyPairSync> => {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519')
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair
  }
}

/** An SSH server in this process, which takes anybody's password. */
const startMachine = async (
  name: string,
  run: (line: string, channel: ServerChannel, client: Connection) => void,
): Promise<Machine> => {
  const { private: key, public: publicKey } = readableKey()
  const clients = new Set<Connection>()
  const ssh = new ssh2.Server({ hostKeys: [key] }, (client) => {
    clients.add(client.on('close', () => clients.delete(client)).on('error', () => client.end()))
    client.on('authentication', (attempt) => {
      if (attempt.method === 'password' && attempt.password === PASSWORD) attempt.accept()
      else attempt.reject(['password'])
    })
    client.on('session', (accept) => {
      accept().on('exec', (take, _refuse, { command }) => run(command, take(), client))
    })
  })
  const server = createServer({ noDelay: true }, (socket) => ssh.injectSocket(socket))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the SSH server has no port')
  const blob = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64')
  const fingerprint = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')
  return {
    name,
    port: address.port,
    pin: `127.0.0.1:${address.port} SHA256:${fingerprint}`,
    stop: () => {
      for (const client of clients) client.end()
      return new Promise((done) => server.close(() => done()))
    },
  }
}

export interface DamagedSite {
  readonly machines: readonly string[]
  readonly run: FarMachine
  /** Of its address, without the hosts. */
  readonly address: Omit<ManagerAddress, 'url' | 'pins'>
  /** Behind the hosts. */
  readonly query?: string
}

/** Machines that are reached over SSH, and what they print is damaged. */
export const startDamagingSshd = async (site: DamagedSite): Promise<DamagedLine> => {
  let losses = 0
  const answer = async (machine: string, line: string, input: string, channel: ServerChannel, client: Connection) => {
    const { text, code, told, printed } = await site.run(machine, line, input)
    const request = { method: 'RUN', path: machine, body: text }
    sshd.requests.push(request)
    if (sshd.withheld(request)) {
      losses += 1
      return LOSSES[losses % LOSSES.length]?.(channel, client)
    }
    const damaged = sshd.damaging(request, { status: code, headers: {}, body: told })
    const output = printed(damaged?.body ?? told)
    if (damaged !== null && damaged.cut !== null) return channel.write(output.slice(0, damaged.cut), () => client.end())
    channel.write(output)
    channel.exit(damaged?.status ?? code)
    channel.end()
  }
  const machines = await Promise.all(
    site.machines.map((name) =>
      startMachine(name, (line, channel, client) => {
        let input = ''
        channel.setEncoding('utf8').on('data', (data: string) => (input += data))
        const whole = () => void answer(name, line, input, channel, client)
        // Only PowerShell is told by standard input; others may leave it open.
        if (line.startsWith('powershell')) channel.once('end', whole)
        else whole()
        channel.on('error', () => undefined)
      }),
    ),
  )
  const url = `ssh://${machines.map(({ port }) => `127.0.0.1:${port}`).join(',')}${site.query ?? ''}`
  const sshd: DamagedLine = {
    target: {
      address: { ...site.address, url, pins: machines.map(({ pin }) => pin) },
      secret: { kind: 'password', user: 'ridethrough', password: PASSWORD },
    },
    secretTexts: [PASSWORD],
    damaging: () => null,
    withheld: () => false,
    requests: [],
    stop: async () => {
      await Promise.all(machines.map((machine) => machine.stop()))
    },
  }
  return sshd
}
