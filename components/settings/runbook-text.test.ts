import { describe, expect, it } from 'vitest'
import { whyRunbookUnfit } from '@/server/domain/runbook'
import { exampleFor, runbookIn } from './runbook-text'

const words = { notJson: (why: string) => `no JSON: ${why}`, wrong: (why: string) => `wrong: ${why}` }

describe('the machines of a runbook as text', () => {
  it.each(['ssh://admin', 'https://hooks.example'])('the example for %s can be used as it stands', (url) => {
    expect(whyRunbookUnfit(url, runbookIn(exampleFor(url), words))).toBeNull()
  })
  it('says that it is no JSON', () => {
    expect(() => runbookIn('{"machines": [', words)).toThrow(/^no JSON: ./)
  })
  it('says which field of which machine is wrong', () => {
    expect(() => runbookIn('{"machines":[{"name":"a","stop":{"run":"x"}}]}', words)).toThrow(/^wrong: .*machines\.0\.probe/)
  })
})
