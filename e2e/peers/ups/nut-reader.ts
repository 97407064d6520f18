import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../../../server/testing/require-peer'
import { labFolder, startProcess } from './process'

const run = promisify(execFile)

export const NUT_READER_PROGRAMS = ['/lib/nut/snmp-ups', '/lib/nut/upsd', 'upsc', 'upscmd'] as const
export const NUT_READER_PACKAGES = 'nut-server nut-client nut-snmp'

const OPERATOR = { user: 'operator', password: 'lab-operator' } as const

export interface NutReader {
  /** Where its upsd listens, on loopback. */
  readonly port: number
  /** What upsd serves of a device: NUT's names and values. Throws while it serves nothing. */
  says(name: string): Promise<ReadonlyMap<string, string>>
  /** Gives one of NUT's instant commands; upsd has taken it when this ends, the device perhaps not yet. */
  tell(name: string, command: string): Promise<void>
  stop(): Promise<void>
}

/** NUT's own snmp-ups reads agents on loopback, each by the MIB that is named, and upsd tells. */
export const startNutReader = async (
  devices: readonly { readonly name: string; readonly port: number; readonly community: string; readonly mib: string }[],
): Promise<NutReader> => {
  const folder = labFolder('nut-reader')
  const port = await freePort()
  const write = (file: string, text: string) => writeFileSync(join(folder.path, file), text, { mode: 0o600 })
  const section = ({ name, port: agentPort, community, mib }: (typeof devices)[number]) =>
    [
      `[${name}]`,
      'driver = snmp-ups',
      `port = 127.0.0.1:${agentPort}`,
      `community = ${community}`,
      'snmp_version = v2c',
      `mibs = ${mib}`,
      'pollinterval = 1',
      'pollfreq = 1',
      '',
    ].join('\n')
  write('nut.conf', 'MODE=standalone\n')
  write('ups.conf', devices.map(section).join('\n'))
  write('upsd.conf', `LISTEN 127.0.0.1 ${port}\nSTATEPATH ${folder.path}\n`)
  write('upsd.users', `[${OPERATOR.user}]\n  password = ${OPERATOR.password}\n  instcmds = ALL\n`)
  const env = { NUT_CONFPATH: folder.path, NUT_STATEPATH: folder.path, NUT_ALTPIDPATH: folder.path, MIBS: '' }
  const programs = [
    ...devices.map(({ name }) => startProcess('/lib/nut/snmp-ups', ['-a', name, '-D', '-u', 'root'], { env })),
    startProcess('/lib/nut/upsd', ['-D', '-u', 'root'], { env }),
  ]
  return {
    port,
    says: async (name) => {
      const { stdout } = await run('upsc', [`${name}@127.0.0.1:${port}`])
      return new Map(
        stdout.split('\n').flatMap((line): [string, string][] => {
          const colon = line.indexOf(': ')
          return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 2)]]
        }),
      )
    },
    tell: async (name, command) => {
      await run('upscmd', ['-u', OPERATOR.user, '-p', OPERATOR.password, `${name}@127.0.0.1:${port}`, command])
    },
    stop: async () => {
      await Promise.all(programs.map((program) => program.stop('SIGTERM')))
      folder.remove()
    },
  }
}
