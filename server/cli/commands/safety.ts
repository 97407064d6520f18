import type { Command } from 'commander'
import { SAFETY_RULES, type SafetyRule } from '../../domain/safety-rules'
import { EXIT_CODE } from '../exit-code'
import { failed, type Outcome, table, tell } from '../outcome'
import { safetyTests, untested } from '../safety-tests'

const RULES = Object.keys(SAFETY_RULES) as SafetyRule[]
/** Notifications come with their own part of the product. */
const NOT_YET: readonly SafetyRule[] = ['K4']

const isRule = (text: string): text is SafetyRule => Object.hasOwn(SAFETY_RULES, text)

/** Which tests prove which safety rule, read from the tests below `root`; exit code 1 where a rule has none. */
export const listSafety = (root: string, only: string | undefined, options: { readonly json?: boolean } = {}): Outcome => {
  if (only !== undefined && !isRule(only))
    return failed(EXIT_CODE.usage, `there is no rule ${only}: they are ${RULES.at(0)} to ${RULES.at(-1)}`)
  const asked = only === undefined ? RULES : [only]
  const tests = safetyTests(root)
  const missing = untested(
    asked.filter((rule) => !NOT_YET.includes(rule)),
    tests,
  )
  const exitCode = missing.length === 0 ? EXIT_CODE.ok : EXIT_CODE.failed
  const errors = missing.length === 0 ? '' : `error: no test carries ${missing.join(', ')}`
  if (options.json === true) {
    const rules = asked.map((rule) => ({ rule, about: SAFETY_RULES[rule], tests: tests.get(rule) ?? [] }))
    return { exitCode, output: JSON.stringify(rules, null, 2), errors }
  }
  if (only !== undefined) {
    const named = (tests.get(only) ?? []).map(({ file, name }) => `  ${name}\n    ${file}`)
    return { exitCode, output: [`${only}  ${SAFETY_RULES[only]}`, ...named].join('\n'), errors }
  }
  const rows = asked.map((rule) => {
    const of = tests.get(rule) ?? []
    return [rule, of.length, new Set(of.map(({ file }) => file)).size, SAFETY_RULES[rule]]
  })
  return { exitCode, output: table(['Rule', 'Tests', 'Files', 'About'], rows), errors }
}

export const addSafety = (program: Command): void => {
  program
    .command('safety')
    .description('the safety rules and the tests that prove them, read from the tests')
    .argument('[rule]', 'one rule, as P5: names its tests')
    .option('--json', 'print JSON')
    .action((rule: string | undefined, options: { readonly json?: boolean }) =>
      tell(listSafety(process.env.RIDETHROUGH_ROOT ?? process.cwd(), rule, options)),
    )
}
