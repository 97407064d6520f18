import { describe, expect, it } from 'vitest'
import { requestFailure, type RequestProgress } from './failure'

const coded = (code: string): Error => Object.assign(new Error(code), { code })
const progress = (more: Partial<RequestProgress>): RequestProgress => ({
  sent: true,
  changes: true,
  ended: null,
  deadlineMs: 5_000,
  ...more,
})

describe.each(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'HPE_INVALID_CONSTANT', 'UND_ERR_RES_EXCEEDED_MAX_SIZE'])(
  '%s',
  (code) => {
    it('A1 after a change was sent leaves its outcome unknown', () => {
      expect(requestFailure('pve:8006', new Error('fetch failed', { cause: coded(code) }), progress({}))).toMatchObject({
        kind: 'unknown',
        hint: 'Look at the state before trying again.',
      })
    })

    it.each([progress({ sent: false }), progress({ changes: false })])(
      'is a stranger’s refusal where nothing was done: %o',
      (one) => {
        expect(requestFailure('pve:8006', coded(code), one)).toMatchObject({ kind: 'refused' })
      },
    )
  },
)
