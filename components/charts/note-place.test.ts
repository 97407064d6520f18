import { describe, expect, it } from 'vitest'
import { notePlace } from './note-place'

const row = { from: 132, to: 900, firstX: 200, lastX: 300, lines: [] }

describe('the words of a row', () => {
  it('stand behind its bars', () => {
    expect(notePlace(row)).toEqual({ x: 308, anchor: 'start' })
  })

  it('have no line through them, however many there are', () => {
    expect(notePlace({ ...row, lines: [340] })).toEqual({ x: 348, anchor: 'start' })
    expect(notePlace({ ...row, lines: [420, 340] })).toEqual({ x: 428, anchor: 'start' })
    expect(notePlace({ ...row, lines: [600] })).toEqual({ x: 308, anchor: 'start' })
  })

  it('never stand on the bar: where there is no room behind it, they stand before it', () => {
    expect(notePlace({ ...row, firstX: 500, lastX: 880 })).toEqual({ x: 492, anchor: 'end' })
    expect(notePlace({ ...row, firstX: 500, lastX: 700, lines: [780, 860] })).toEqual({ x: 492, anchor: 'end' })
  })

  it('stand at the edge where there is room nowhere', () => {
    expect(notePlace({ ...row, firstX: 140, lastX: 890 })).toEqual({ x: 900, anchor: 'end' })
  })
})
