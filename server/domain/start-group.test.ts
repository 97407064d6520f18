import { describe, expect, it } from 'vitest'
import type { KeepAliveRole } from './keep-alive'
import { START_GROUPS, startGroupOf, startRank } from './start-group'

const kept = (role: KeepAliveRole) => [{ role, of: null, sign: { by: 'person' as const } }]

describe('R3 which VMs start before which', () => {
  it('R3 goes from network and storage over directory, databases and managers to the rest by tier', () => {
    const named = (tags: readonly string[]) => startGroupOf({ tags })
    expect([['firewall'], ['role:DNS'], ['db'], ['vcenter'], ['tier-0'], [], ['low-priority']].map(named)).toEqual([
      'network-storage',
      'directory',
      'database',
      'manager',
      'tier-0',
      'tier-2',
      'tier-3',
    ])
    expect(START_GROUPS.map(startRank)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })

  it('R3 is known of what the operation stands on without a tag; of what a person marked, a tag says better', () => {
    const roles = ['manager', 'database', 'console', 'marked'] as const
    expect(roles.map((role) => startGroupOf({ tags: [], keepAlive: kept(role) }))).toEqual([
      'manager',
      'database',
      'manager',
      'directory',
    ])
    expect(startGroupOf({ tags: ['nas'], keepAlive: kept('marked') })).toBe('network-storage')
    expect(startGroupOf({ tags: ['db', 'dns'] })).toBe('directory')
  })
})
