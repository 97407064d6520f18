#!/usr/bin/env node
// snmpd's pass_persist helper: answers GET and GETNEXT out of a file of values, read anew for every question, and writes SET into it.
// The file: { "<oid without leading dot>": { "type": "integer", "value": 3 } | { "type": "integer", "secondsSince": <epoch ms> } }
// "writable": true takes writes; a list takes these values only. "then": { "<value>": { "<oid>": 1 } } is what else changes with one.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const [, , file] = process.argv

const numbersOf = (oid) => oid.split('.').map(Number)
const compare = (one, other) => {
  const [left, right] = [numbersOf(one), numbersOf(other)]
  for (let index = 0; index < Math.min(left.length, right.length); index += 1)
    if (left[index] !== right[index]) return left[index] - right[index]
  return left.length - right.length
}

const valueOf = ({ value, secondsSince }) =>
  secondsSince === undefined ? value : Math.max(0, Math.floor((Date.now() - secondsSince) / 1000))

const answer = (values, oid) => {
  const entry = oid === undefined ? undefined : values[oid]
  process.stdout.write(entry === undefined ? 'NONE\n' : `.${oid}\n${entry.type}\n${valueOf(entry)}\n`)
}

const handlers = {
  get: (oid) => {
    const values = JSON.parse(readFileSync(file, 'utf8'))
    answer(values, oid)
  },
  getnext: (oid) => {
    const values = JSON.parse(readFileSync(file, 'utf8'))
    answer(
      values,
      Object.keys(values)
        .sort(compare)
        .find((candidate) => compare(candidate, oid) > 0),
    )
  },
}

const typeWords = { integer: 'INTEGER', gauge: 'GAUGE', counter: 'COUNTER', objectid: 'OBJECTID', timeticks: 'TIMETICKS' }

const verdictOn = (entry, type, value) => {
  if (entry?.writable === undefined) return 'not-writable'
  if (typeWords[entry.type]?.toLowerCase() !== type.toLowerCase()) return 'wrong-type'
  return entry.writable === true || entry.writable.includes(value) ? 'DONE' : 'wrong-value'
}

const write = (oid, line) => {
  const values = JSON.parse(readFileSync(file, 'utf8'))
  const [type, ...rest] = line.split(' ')
  const text = rest.join(' ')
  const value = type.toLowerCase() === 'objectid' ? `.${text.replace(/^\./, '')}` : Number(text)
  const verdict = verdictOn(values[oid], type, value)
  if (verdict === 'DONE') {
    values[oid] = { ...values[oid], value }
    for (const [other, shown] of Object.entries(values[oid].then?.[value] ?? {}))
      values[other] = { ...values[other], value: shown }
    writeFileSync(`${file}.written`, JSON.stringify(values))
    renameSync(`${file}.written`, file)
  }
  process.stdout.write(`${verdict}\n`)
}

let command = null
let written = null
createInterface({ input: process.stdin }).on('line', (line) => {
  if (written !== null) {
    write(written, line)
    written = null
  } else if (command === 'set') {
    written = line.replace(/^\./, '')
    command = null
  } else if (command !== null) {
    handlers[command](line.replace(/^\./, ''))
    command = null
  } else if (line === 'PING') process.stdout.write('PONG\n')
  else if (line === 'set' || line in handlers) command = line
  else if (line !== '') process.stdout.write('NONE\n')
})
