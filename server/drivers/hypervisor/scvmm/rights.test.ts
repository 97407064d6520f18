import { expect, it } from 'vitest'
import { missingRights } from './rights'

const server = { Name: 'localhost', ProductVersion: '3.2.8377.0', FullyQualifiedDomainName: 'vmm.example' }

it.each(['Administrator', 'DelegatedAdmin'])('%s lacks nothing', (Profile) => {
  expect(missingRights({ ...server, Profile, UserRole: 'Administrator' })).toEqual([])
})

it('a role that only looks is named, with what will not work', () => {
  const [note] = missingRights({ ...server, Profile: 'ReadOnlyAdmin', UserRole: 'Watchers' })
  expect(note).toMatch(/^The user role Watchers \(ReadOnlyAdmin\) looks only: .*maintenance.*Fabric Administrator/)
})

it.each([
  [undefined, /named no user role/],
  ['', /named no user role/],
  ['Overlord', /“Overlord” is not known/],
])('a profile that is not told or not known is no proof of anything: %s', (Profile, said) => {
  expect(missingRights({ ...server, Profile, UserRole: null }).join()).toMatch(said)
})
