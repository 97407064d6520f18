import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { freePort, hasPrograms, until } from './require-peer'

const DEBIAN_ROOT = '/usr/lib/postgresql'

/** The newest server of this machine. */
const programDirectory = (): string => {
  const versions = existsSync(DEBIAN_ROOT) ? readdirSync(DEBIAN_ROOT).sort((a, b) => Number(b) - Number(a)) : []
  return join(DEBIAN_ROOT, versions[0] ?? 'none', 'bin')
}

const programs = { initdb: join(programDirectory(), 'initdb'), postgres: join(programDirectory(), 'postgres') }

export const hasPostgres = (): boolean => hasPrograms(Object.values(programs), 'postgresql')

export interface PostgresServer {
  /** Creates an empty database of its own and gives its URL. */
  createDatabase(): Promise<string>
  /** As a power cut would: no shutdown; the next start recovers. */
  crash(): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

/** The server refuses to run as root. */
const account = (): { readonly uid?: number; readonly gid?: number } => {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string): number => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  return { uid: idOf('-u'), gid: idOf('-g') }
}

/** A private cluster on loopback, in a folder of its own. */
export const startPostgres = async (): Promise<PostgresServer> => {
  const owner = account()
  const directory = mkdtempSync(join(tmpdir(), 'ridethrough-pg-'))
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(directory, owner.uid, owner.gid)
  const data = join(directory, 'data')
  const made = spawnSync(programs.initdb, ['-D', data, '-U', 'ridethrough', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'], {
    ...owner,
    cwd: directory,
    encoding: 'utf8',
  })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const port = await freePort()
  const urlOf = (database: string): string => `postgresql://ridethrough@127.0.0.1:${port}/${database}`
  const admin = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: urlOf('postgres') })
    await client.connect()
    try {
      await client.query(sql)
    } finally {
      await client.end()
    }
  }
  const start = async (): Promise<ChildProcess> => {
    const settings = [
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${directory}`,
      // After a crash the whole folder is synced; file by file that takes minutes on slow disks.
      'recovery_init_sync_method=syncfs',
    ]
    const arguments_ = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
    const child = spawn(programs.postgres, arguments_, { ...owner, cwd: directory, stdio: 'ignore' })
    try {
      await until('the PostgreSQL server', () => admin('SELECT 1').then(() => true), 90_000)
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    }
    return child
  }
  const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill(signal)
    await ended
  }
  let server = await start()
  let databases = 0
  return {
    createDatabase: async () => {
      databases += 1
      const name = `site_${databases}`
      await admin(`CREATE DATABASE ${name}`)
      return urlOf(name)
    },
    // "Immediate" mode: every backend drops what it does.
    crash: () => end(server, 'SIGQUIT'),
    restart: async () => {
      server = await start()
    },
    stop: async () => {
      await end(server, 'SIGINT')
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
