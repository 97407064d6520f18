import { expect, it } from 'vitest'
import { directDraftOf, directPathOf } from './direct-path-draft'

const before = { kind: 'vsphere', url: 'https://10.0.0.11', pins: ['AA', 'BB'] } as const
const stored = { ...before, pins: [...before.pins] }

it('K5 a stored credential stays where the host does, whatever fingerprints are accepted, and is not sent elsewhere', () => {
  const draft = directDraftOf('vsphere', stored)
  expect(directPathOf(draft, 'vsphere', stored)).toEqual({ address: stored, secret: null })
  expect(directPathOf({ ...draft, pins: ' BB \n\n' }, 'vsphere', stored)).toEqual({
    address: { ...stored, pins: ['BB'] },
    secret: null,
  })
  expect(directPathOf({ ...draft, url: 'https://10.0.0.12' }, 'vsphere', stored).secret).not.toBeNull()
  expect(directPathOf(directDraftOf('vsphere', null), 'vsphere', null).secret).not.toBeNull()
})
