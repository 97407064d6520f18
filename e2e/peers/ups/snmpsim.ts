import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { SnmpSession } from '../../../server/drivers/ups-protocols/snmp/snmp-session'
import { freePort, until } from '../../../server/testing/require-peer'
import { labFolder, startProcess } from './process'

export const SNMPSIM_PROGRAMS = ['snmpsimd'] as const

/** The v3 user that the simulator knows. */
export const SNMPSIM_USER = { user: 'upsadmin', authKey: 'authpass12345', privKey: 'privpass12345' } as const

export interface Snmpsim {
  readonly port: number
  /** How to ask for one recording: its file name without `.snmprec` is the community (v1, v2c) or the context (v3). */
  stop(): Promise<void>
}

/** Serves every `*.snmprec` of a folder. `ready`: one of them, asked to know when the simulator answers. */
export const startSnmpsim = async (recordings: string, ready: string): Promise<Snmpsim> => {
  const folder = labFolder('snmpsim')
  const cache = join(folder.path, 'cache')
  mkdirSync(cache)
  chmodSync(folder.path, 0o755)
  chmodSync(cache, 0o777)
  const port = await freePort()
  const simulator = startProcess('snmpsimd', [
    '--process-user=nobody',
    '--process-group=nogroup',
    `--data-dir=${recordings}`,
    '--variation-modules-dir=/usr/share/snmpsim/variation',
    `--cache-dir=${cache}`,
    '--logging-method=null',
    '--v3-engine-id=80004fb805636c6f75644dab22cc',
    `--v3-user=${SNMPSIM_USER.user}`,
    `--v3-auth-key=${SNMPSIM_USER.authKey}`,
    '--v3-auth-proto=SHA',
    `--v3-priv-key=${SNMPSIM_USER.privKey}`,
    '--v3-priv-proto=AES',
    `--agent-udpv4-endpoint=127.0.0.1:${port}`,
  ])
  const stop = async () => {
    await simulator.stop('SIGTERM')
    folder.remove()
  }
  const session = new SnmpSession({ host: '127.0.0.1', port }, { kind: 'snmp-community', version: '2c', community: ready })
  try {
    await until('snmpsim to answer', async () => {
      if (!simulator.isAlive()) throw new Error(`snmpsim ended: ${simulator.output()}`)
      return (await session.get(['1.3.6.1.2.1.1.2.0'], { deadlineMs: 1_000 })).kind === 'ok'
    })
  } catch (error) {
    await stop()
    throw error
  } finally {
    session.close()
  }
  return { port, stop }
}
