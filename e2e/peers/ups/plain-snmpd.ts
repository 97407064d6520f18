import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SnmpSession } from '../../../server/drivers/ups-protocols/snmp/snmp-session'
import { until } from '../../../server/testing/require-peer'
import { labFolder, startProcess } from './process'

/** net-snmp's agent as it runs on any server: it answers, and is no UPS. */
export const startPlainSnmpd = async (host: string, port: number, community: string): Promise<{ stop(): Promise<void> }> => {
  const folder = labFolder('plain-snmpd')
  const persistent = join(folder.path, 'persistent')
  mkdirSync(persistent)
  const conf = join(folder.path, 'snmpd.conf')
  writeFileSync(conf, `agentAddress udp:${host}:${port}\nrocommunity ${community} default\nsysName file-server\n`)
  const snmpd = startProcess('snmpd', ['-f', '-c', conf, '-Lo', '-p', join(folder.path, 'snmpd.pid')], {
    env: { SNMPCONFPATH: persistent, SNMP_PERSISTENT_DIR: persistent, MIBS: '' },
  })
  const stop = async () => {
    await snmpd.stop()
    folder.remove()
  }
  const session = new SnmpSession({ host, port }, { kind: 'snmp-community', version: '2c', community })
  try {
    await until('snmpd to answer', async () => {
      if (!snmpd.isAlive()) throw new Error(`snmpd ended: ${snmpd.output()}`)
      const answers = await session.get(['1.3.6.1.2.1.1.5.0'], { deadlineMs: 500 })
      return answers.kind === 'ok' && answers.value.get('1.3.6.1.2.1.1.5.0') === 'file-server'
    })
  } catch (error) {
    await stop()
    throw error
  } finally {
    session.close()
  }
  return { stop }
}
