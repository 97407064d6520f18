import { SnmpSession } from '../../../server/drivers/ups-protocols/snmp/snmp-session'

/** A process of its own with few descriptors: asks over more sessions at once than it may have sockets. */
const [port = '', community = ''] = process.argv.slice(2)
const CALLS = 200
const UPTIME = '1.3.6.1.2.1.1.3.0'
const endpoint = { host: '127.0.0.1', port: Number(port) }
const patience = { deadlineMs: 3_000 }

const open = () => new SnmpSession(endpoint, { kind: 'snmp-community', version: '2c', community })
const sessions = Array.from({ length: CALLS }, open)
const results = await Promise.all(sessions.map((session) => session.get([UPTIME], patience)))
for (const session of sessions) session.close()
const last = open()
const afterwards = (await last.get([UPTIME], patience)).kind
last.close()
process.stdout.write(
  JSON.stringify({
    calls: CALLS,
    answered: results.length,
    refusedForDescriptors: results.some(({ kind }) => kind !== 'ok'),
    afterwards,
  }),
)
