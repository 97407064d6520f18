import { expect, it } from 'vitest'
import { feed, hostId } from '../testing/world-samples'
import { onlyUpsAfter } from './single-feed'

const feeds = [feed('ups-a', 'double'), feed('ups-b', 'double', 'B'), feed('ups-c', 'single'), feed('ups-d', 'lone')]
const after = (from: string, to: string) => onlyUpsAfter(feeds, hostId(from), hostId(to))

it('P5 names the one UPS that is left after a move away from two', () => {
  expect(after('double', 'single')).toBe('ups-c')
})

it('says nothing where nothing is lost, or nothing is declared', () => {
  expect(after('single', 'double')).toBeNull()
  expect(after('lone', 'single')).toBeNull()
  expect(after('double', 'undeclared')).toBeNull()
  expect(onlyUpsAfter(feeds, null, hostId('single'))).toBeNull()
})

it('two feeds of one UPS are one', () => {
  const both = [...feeds, feed('ups-c', 'single', 'B')]
  expect(onlyUpsAfter(both, hostId('double'), hostId('single'))).toBe('ups-c')
})
