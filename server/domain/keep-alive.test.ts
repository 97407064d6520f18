import { describe, expect, it } from 'vitest'
import { isConsoleUnplaced } from './keep-alive'

const silent = { uuid: null, macs: ['02:00:00:00:00:01'] }
const known = (role: 'console' | 'marked' | 'manager') => [{ keepAlive: [{ role, of: null, sign: { by: 'person' } as const }] }]

describe('D5 whether any VM may be the machine that the engine runs on', () => {
  it('nobody knows while it tells no UUID and no VM is known or marked', () => {
    expect(isConsoleUnplaced(silent, [{}])).toBe(true)
    expect(isConsoleUnplaced(null, [])).toBe(true)
    expect(isConsoleUnplaced(silent, known('manager'))).toBe(true)
  })

  it('it is known by its UUID, whether that is a VM’s or not, by its VM, and by a person’s mark', () => {
    expect(isConsoleUnplaced({ uuid: 'one', macs: [] }, [{}])).toBe(false)
    expect(isConsoleUnplaced(silent, known('console'))).toBe(false)
    expect(isConsoleUnplaced(silent, known('marked'))).toBe(false)
  })
})
