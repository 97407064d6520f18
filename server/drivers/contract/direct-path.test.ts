import { describe, expect, it } from 'vitest'
import { DIRECT_KINDS, DIRECT_METHODS, directAddressSchema, directKindFor } from '../../domain/direct-path'
import { MANAGER_KINDS } from '../../domain/manager'
import { freePort } from '../../testing/require-peer'
import { hypervisorDrivers } from '../hypervisor/registry'

const PIN = Array<string>(32).fill('AB').join(':')

it('hosts are reached as what is known to lead to single hosts', () => {
  const used = new Set(MANAGER_KINDS.flatMap((kind) => directKindFor(kind) ?? []))
  expect([...used].sort()).toEqual([...DIRECT_KINDS].sort())
})

it('a direct path leads to one host', () => {
  const given = { kind: 'hyperv', url: 'ssh://hv-1,hv-2', pins: [] }
  expect(directAddressSchema.safeParse(given).success).toBe(false)
  expect(directAddressSchema.safeParse({ ...given, url: 'ssh://hv-1' }).success).toBe(true)
})

describe.each(DIRECT_KINDS)('A9 a host as %s', (kind) => {
  it('says who it is, and at a dead address is unreachable', async () => {
    const driver = hypervisorDrivers.find((candidate) => candidate.kind === kind)
    const scheme = kind === 'hyperv' ? 'ssh' : 'https'
    expect(DIRECT_METHODS[kind]).toContain('password')
    const session = driver?.open({
      address: { kind, url: `${scheme}://127.0.0.1:${await freePort()}`, pins: scheme === 'ssh' ? [] : [PIN] },
      secret: { kind: 'password', user: 'someone', password: 'contract-secret' },
      isDirect: true,
    })
    const result = await session?.itself?.({ deadlineMs: 5_000 })
    await session?.close()
    expect(result?.kind).toBe('unreachable')
    expect(JSON.stringify(result)).not.toContain('contract-secret')
  })
})
