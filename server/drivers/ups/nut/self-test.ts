import { type DriverResult, ok, type SelfTestState, unsupported } from '../../ports'

/** Drivers hand on the words of each maker: these parts are common to them. */
const stateOf = (result: string): SelfTestState['state'] => {
  if (/no test|not? (?:yet )?(?:initiated|performed|run)|^none$/i.test(result)) return 'none'
  if (/progress|running|scheduled/i.test(result)) return 'running'
  if (/abort|cancel|inhibit/i.test(result)) return 'aborted'
  if (/fail|error|warning|bad|not ok/i.test(result)) return 'failed'
  return /pass|ok|good|success/i.test(result) ? 'passed' : 'unknown'
}

export const selfTestOf = (variables: ReadonlyMap<string, string>): DriverResult<SelfTestState> => {
  const result = variables.get('ups.test.result')
  return result === undefined
    ? unsupported("NUT's driver for this UPS does not tell how a self-test ended", 'Look at its panel.')
    : ok({ state: stateOf(result), said: `ups.test.result ${result}` })
}
