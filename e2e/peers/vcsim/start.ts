import { spawn, spawnSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { hasPrograms } from '../../../server/testing/require-peer'

const here = dirname(fileURLToPath(import.meta.url))
const goPath = '/usr/share/gocode'

/** Ask this before `startVcsim`: everything it is built from and read by. */
export const hasVcsim = (): boolean =>
  hasPrograms(
    ['go', 'python3', join(goPath, 'src/github.com/vmware/govmomi/simulator'), '/usr/lib/python3/dist-packages/pyVmomi'],
    'golang-go golang-github-vmware-govmomi-dev python3-pyvmomi',
  )

export interface VcsimOptions {
  /** A standalone ESX host instead of a vCenter. */
  readonly esx?: boolean
  readonly clusters?: number
  readonly hostsPerCluster?: number
  /** Per cluster; in ESX mode on the one host. VMs of the first cluster are called DC0_C0_RP0_VM0, …; all are on at the start. */
  readonly vms?: number
}

/** Milliseconds; "*" steers all VMs that have no entry of their own. */
export interface VmBehaviour {
  /** The guest needs so long to stop; below zero it never does. */
  readonly shutdownMs?: number
  readonly noTools?: boolean
  /** Power on, power off and suspend take so long. */
  readonly powerMs?: number
  readonly migrateMs?: number
  readonly migrateFault?: 'InsufficientResourcesFault' | 'DeviceNotSupported' | 'MigrationFault'
}

export interface VcsimOrder {
  readonly vms?: Readonly<Record<string, VmBehaviour>>
  readonly hosts?: Readonly<Record<string, { readonly shutdownMs?: number; readonly rebootMs?: number }>>
  /** Replaces the whole gate: `{}` opens it again. Lists hold SOAP method names. */
  readonly gate?: {
    readonly loseAnswers?: readonly string[]
    readonly deny?: readonly string[]
    readonly unimplemented?: readonly string[]
    readonly stallMs?: number
    readonly garbage?: boolean
  }
  readonly forgetSessions?: boolean
  /** From now on it shows another certificate; every connection is closed, as by a restart with it. */
  readonly newCertificate?: boolean
  readonly shape?: Readonly<
    Record<
      string,
      {
        readonly template?: boolean
        readonly vcls?: boolean
        readonly passthrough?: boolean
        readonly cdImage?: string
        readonly power?: 'poweredOn' | 'poweredOff' | 'suspended'
        /** The datastore of its home and all its disks. */
        readonly diskOn?: string
      }
    >
  >
  /** DRS rules of the cluster, VMs and hosts by name; replaces all. */
  readonly rules?: readonly {
    readonly name: string
    readonly kind: 'together' | 'apart' | 'on-hosts' | 'off-hosts'
    readonly mandatory?: boolean
    readonly disabled?: boolean
    readonly vms: readonly string[]
    readonly hosts?: readonly string[]
  }[]
  /** The VMs that a host starts when it boots, in this order; `off`: its autostart as a whole is off. */
  readonly autostart?: Readonly<Record<string, { readonly off?: boolean; readonly vms: readonly string[] }>>
  readonly hostStates?: Readonly<
    Record<
      string,
      {
        readonly connection?: 'connected' | 'notResponding' | 'disconnected'
        readonly inMaintenance?: boolean
        readonly lockdown?: 'lockdownDisabled' | 'lockdownNormal' | 'lockdownStrict'
        /** A datastore that it does not reach (any more). */
        readonly without?: string
        readonly sensors?: readonly {
          readonly name: string
          readonly health: 'green' | 'yellow' | 'red' | 'unknown'
          readonly stamp?: string
          readonly watts?: number
        }[]
      }
    >
  >
}

const happeningsSchema = z.array(z.object({ atMs: z.number(), name: z.string(), what: z.string() }))
export type Happening = z.infer<typeof happeningsSchema>[number]

export interface Vcsim {
  readonly url: string
  readonly user: string
  readonly password: string
  /** SHA-256 of the self-signed certificate, "AA:BB:…". */
  readonly fingerprint: string
  readonly pid: number
  control(order: VcsimOrder): Promise<void>
  /** What happened to VMs and hosts, in order: power states, "shutdownRequested", "on <host>", "inMaintenance", … */
  happenings(): Promise<readonly Happening[]>
  stop(): Promise<void>
}

/** Builds once per source text; a build in parallel is harmless (each renames its own). */
const build = (): string => {
  const source = join(here, 'go')
  const hash = createHash('sha256')
  for (const file of readdirSync(source).sort()) hash.update(file).update(readFileSync(join(source, file)))
  const cache = join(tmpdir(), 'ridethrough-peers')
  const binary = join(cache, `vcsim-${hash.digest('hex').slice(0, 16)}`)
  if (existsSync(binary)) return binary
  mkdirSync(cache, { recursive: true })
  const fresh = `${binary}.${process.pid}`
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: goPath, GOFLAGS: '' }
  const built = spawnSync('go', ['build', '-o', fresh, '.'], { cwd: source, env, encoding: 'utf8' })
  if (built.status !== 0) throw new Error(`the simulator does not build: ${built.stderr}`)
  renameSync(fresh, binary)
  return binary
}

const announcementSchema = z.object({ url: z.string(), control: z.string(), certificate: z.string() })

export const startVcsim = async (options: VcsimOptions = {}): Promise<Vcsim> => {
  const user = 'administrator@vsphere.local'
  const password = 'blue & <green>' // must survive XML
  const flags = [`-user=${user}`, `-password=${password}`, `-esx=${options.esx ?? false}`]
  flags.push(`-clusters=${options.clusters ?? 1}`, `-hosts=${options.hostsPerCluster ?? 2}`, `-vms=${options.vms ?? 6}`)
  const child = spawn(build(), flags, { stdio: ['ignore', 'pipe', 'pipe'] })
  const complaints: string[] = []
  child.stderr.on('data', (text: Buffer) => {
    complaints.push(text.toString())
    complaints.splice(0, complaints.length - 20)
  })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  const firstLine = new Promise<string>((done) => createInterface(child.stdout).once('line', done))
  const line = await Promise.race([firstLine, ended.then(() => null)])
  if (line === null) throw new Error(`the simulator ended at once: ${complaints.join('')}`)
  const { url, control, certificate } = announcementSchema.parse(JSON.parse(line))
  return {
    url,
    user,
    password,
    fingerprint: new X509Certificate(certificate).fingerprint256,
    pid: child.pid ?? 0,
    control: async (order) => {
      const answer = await fetch(`${control}/control`, { method: 'POST', body: JSON.stringify(order) })
      if (!answer.ok) throw new Error(`the simulator refuses the order: ${await answer.text()}`)
    },
    happenings: async () => happeningsSchema.parse(await (await fetch(`${control}/happenings`)).json()),
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
