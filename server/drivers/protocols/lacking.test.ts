import { expect, it } from 'vitest'
import { lackings, type Ward } from './lacking'

const ward = (name: string, ...held: readonly string[]): Ward => ({ name, holds: (privilege) => held.includes(privilege) })
const needs = [
  { what: 'move', privileges: ['Move'] },
  { what: 'save', privileges: ['Power', 'Disk'] },
]

it('an account that holds everything is told nothing', () => {
  expect(lackings('VM', needs, [ward('a', 'Move', 'Power', 'Disk')])).toEqual([])
  expect(lackings('VM', needs, [])).toEqual([])
})

it('names what is lacking, and on which objects where it is only some', () => {
  expect(lackings('VM', needs, [ward('a', 'Power', 'Disk'), ward('b', 'Move', 'Power'), ward('c')])).toEqual([
    'The account may not move 2 of 3 VMs (a, c): it lacks Move there.',
    'The account may not save 2 of 3 VMs (b, c): it lacks Power, Disk there.',
  ])
  expect(lackings('VM', needs.slice(0, 1), [ward('a'), ward('b')])).toEqual([
    'The account may not move any of the 2 VMs: it lacks Move there.',
  ])
  expect(lackings('host', needs.slice(0, 1), [ward('a')])).toEqual(['The account may not move the host a: it lacks Move there.'])
})

it('a long list stays readable', () => {
  const many = Array.from({ length: 40 }, (_, at) => ward(`vm-${at}`))
  expect(lackings('VM', needs.slice(0, 1), [...many, ward('x', 'Move')])[0]).toMatch(
    /^.* 40 of 41 VMs \(vm-0, .*vm-5 and 34 more\)/,
  )
})
