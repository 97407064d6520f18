import { describe, expect, it } from 'vitest'
import { isSameMachine } from './machine-uuid'

const UUID = '4c4c4544-0033-3610-8043-b7c04f4d3732'

describe('D11 one machine told by two', () => {
  it.each([
    ['as it is', UUID],
    ['in capitals', UUID.toUpperCase()],
    ['its first three fields little-endian', '44454c4c-3300-1036-8043-b7c04f4d3732'],
    ['turned round as a whole', '32374d4f-c0b7-4380-1036-330044454c4c'],
    ['without hyphens', UUID.replaceAll('-', '')],
  ])('is known %s', (_, told) => {
    expect(isSameMachine(UUID, told)).toBe(true)
    expect(isSameMachine(told, UUID)).toBe(true)
  })

  it('is not another one', () => {
    expect(isSameMachine(UUID, '4c4c4544-0033-3610-8043-b7c04f4d3733')).toBe(false)
  })

  it.each([null, '', 'host-7', '00000000-0000-0000-0000-000000000000', '03000200-0400-0500-0006-000700080009'])(
    'cannot be told by %j',
    (told) => {
      expect(isSameMachine(UUID, told)).toBeNull()
      expect(isSameMachine(told, UUID)).toBeNull()
    },
  )
})
