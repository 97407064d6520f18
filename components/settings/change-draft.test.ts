import { expect, it } from 'vitest'
import { changeDraftOf, changeOf } from './change-draft'

const before = { kind: 'vsphere' as const, url: 'https://vc', pins: ['AA', 'BB'] }
const draft = changeDraftOf(before)
const secret = { ...draft.secret, user: 'admin', password: 'since' }

it('what is not touched stays as it is, with the credential that is stored', () => {
  expect(changeOf(draft, before)).toEqual({ url: 'https://vc', pins: ['AA', 'BB'], secret: null })
})

it('A12 a second fingerprint is a second line', () => {
  expect(changeOf({ ...draft, pins: 'AA\n CC \n' }, before)).toMatchObject({ pins: ['AA', 'CC'], secret: null })
})

it('K5 another address takes a credential with it; one that was only typed and taken back is not sent', () => {
  expect(changeOf({ ...draft, secret, url: 'https://vc2 ' }, before)).toMatchObject({
    url: 'https://vc2',
    secret: { kind: 'password', user: 'admin', password: 'since' },
  })
  expect(changeOf({ ...draft, secret, isNewSecret: true }, before).secret).toMatchObject({ password: 'since' })
  expect(changeOf({ ...draft, secret }, before).secret).toBeNull()
})
