import { runbookSchema } from '../../../../server/domain/runbook'
import { NAS, SERVER } from '../../../peers/runbook/start'
import { type FarMachine, plain } from './far-machine'

const machine = (id: string, name: string) => ({
  id,
  name,
  kind: 'server',
  stop: { run: `stop ${id}` },
  start: { run: `start ${id}` },
  forceOff: { run: `force ${id}` },
  probe: { kind: 'command', run: `probe ${id}`, off: [3] },
})

export const runbookOverSsh = runbookSchema.parse({ machines: [machine(NAS, 'nas'), machine(SERVER, 'server')] })

/** Every command ends well: both machines are on. */
export const runbookMachine: FarMachine = (_machine, line) => ({ text: line, code: 0, told: '', printed: plain })
