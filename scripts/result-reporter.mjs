// A Vitest reporter: writes how many tests passed, and what failed with its reason, also where a hook failed and no test did.
import { writeFileSync } from 'node:fs'

/** The first lines of an error say what it is; the whole of it stands in the log. */
const SHOWN_LINES = 6
const reasonOf = (errors) =>
  errors.map(({ name, message }) => `${name ?? 'Error'}: ${message}`.split('\n').slice(0, SHOWN_LINES).join('\n')).join('\n')

export default class ResultReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const result = { passed: 0, failed: 0, skipped: 0, broken: [] }
    const broke = (what, errors) => {
      result.failed += 1
      result.broken.push({ what, why: reasonOf(errors) })
    }
    for (const module of modules) {
      const file = module.relativeModuleId
      if (module.errors().length > 0) broke(file, module.errors())
      for (const suite of module.children.allSuites())
        if (suite.errors().length > 0) broke(`${file}: ${suite.fullName}`, suite.errors())
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result()
        if (state === 'failed') broke(`${file}: ${test.fullName}`, errors)
        else result[state === 'passed' ? 'passed' : 'skipped'] += 1
      }
    }
    if (unhandledErrors.length > 0) broke('outside of any test', unhandledErrors)
    writeFileSync(process.env.RIDETHROUGH_TEST_RESULT, JSON.stringify(result))
  }
}
