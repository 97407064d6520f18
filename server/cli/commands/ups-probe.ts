import type { Command } from 'commander'
import { type UpsProbe, probeUps } from '../../drivers/ups/probe'
import { EXIT_CODE, exitCodeOfFailure } from '../exit-code'
import { failed, type Outcome, table, tell } from '../outcome'
import { addUpsCommand } from './ups-options'
import { isUsageError, type UpsProbeOptions, targetOf } from './ups-target'

type Row = readonly [name: string, value: string | null, remark: string | null]

const rowsOf = (probe: UpsProbe): readonly Row[] => [
  ['family', probe.family, probe.also.length === 0 ? '' : `also serves ${probe.also.join(', ')}`],
  ['manufacturer', probe.manufacturer, ''],
  ['model', probe.model, ''],
  ['serial', probe.serial, ''],
  ['firmware', probe.firmware, ''],
  ['powerState', probe.powerState, [...probe.flags, ...probe.alarms].join(', ')],
  ...Object.entries(probe.readings).flatMap(([name, { value, unit, source, credible, reason }]): Row[] =>
    name === 'powerState' || value === null
      ? []
      : [[name, `${value} ${unit ?? ''}${credible ? '' : ' ?'}`, [source, reason].filter((one) => one !== null).join(': ')]],
  ),
]

const reportOf = (probe: UpsProbe): string => {
  const silent = Object.values(probe.readings).filter(({ value }) => value === null).length
  const doubtful = Object.values(probe.readings).some(({ credible }) => !credible)
  const legend = doubtful ? ' ? = not believed, for the reason beside it.' : ''
  return `${table(['what', 'value', 'from'], rowsOf(probe))}\n\n${silent} values are not told by the device.${legend}`
}

const answer = async (where: string, options: UpsProbeOptions): Promise<Outcome> => {
  const target = targetOf(where, options, process.env)
  if (isUsageError(target)) return failed(EXIT_CODE.usage, target.usage)
  const probe = await probeUps(target, { deadlineMs: Math.round(options.timeout * 1000) })
  if (probe.kind !== 'ok') return failed(exitCodeOfFailure(probe), `${probe.message}.\n${probe.hint}`)
  const output = options.json === true ? JSON.stringify(probe.value, null, 2) : reportOf(probe.value)
  return { exitCode: EXIT_CODE.ok, output, errors: '' }
}

/** `ups probe HOST[:PORT]`: which UPS is there and what does it say. Exit codes: exit-code.ts. */
export const addUpsProbe = (program: Command): void => {
  addUpsCommand(program, 'probe', 'ask a UPS who it is and what it says').action(
    async (where: string, options: UpsProbeOptions) => tell(await answer(where, options)),
  )
}
