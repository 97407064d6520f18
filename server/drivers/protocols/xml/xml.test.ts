import { describe, expect, it } from 'vitest'
import { all, amount, escapeXml, find, flag, number, text, wireType } from './xml'
import { parseXml } from './xml-parser'

describe('XML of managers’ answers', () => {
  it('keeps the class of a reference and its wire type apart', () => {
    const host = parseXml('<a xmlns:xsi="x"><host type="HostSystem" xsi:type="ManagedObjectReference">host-23</host></a>')
    expect(find(host, 'host')?.attributes.type).toBe('HostSystem')
    expect(wireType(find(host, 'host'))).toBe('ManagedObjectReference')
  })

  it('knows the wire type under any prefix, and without the prefix of its value', () => {
    const odd = parseXml('<v xmlns:XMLSchema-instance="x" XMLSchema-instance:type="xsd:string">y</v>')
    expect(wireType(odd)).toBe('string')
    expect(wireType(parseXml('<v type="HostSystem">host-1</v>'))).toBeNull()
  })

  it('reads names, numbers and passwords as they were written', () => {
    const written = `db & <"web"> 'ü' 0012 `
    expect(text(parseXml(`<r><name>${escapeXml(written)}</name></r>`), 'name')).toBe(written.trim())
    expect(text(parseXml('<r><name>caf&#233; &#x1F512; &unknown;</name></r>'), 'name')).toBe('café 🔒 &unknown;')
    expect(text(parseXml('<r><name>0012</name></r>'), 'name')).toBe('0012')
  })

  it('gives an only child as a list, too, and nothing for nothing', () => {
    const root = parseXml('<r><x>1</x><n></n><t>true</t></r>')
    expect(all(root, 'x')).toHaveLength(1)
    expect(all(root, 'y')).toHaveLength(0)
    expect([number(root, 'x'), number(root, 'n'), number(root, 'missing'), number(root, 't')]).toEqual([1, null, null, null])
    expect([flag(root, 't'), flag(root, 'x'), flag(root, 'n')]).toEqual([true, true, null])
  })

  it('a size or count below zero is not told', () => {
    const root = parseXml('<r><x>-1</x><y>0</y><z>x</z></r>')
    expect([amount(root, 'x'), amount(root, 'y'), amount(root, 'z'), amount(root, 'missing')]).toEqual([null, 0, null, null])
  })

  it('refuses what is not XML, and any document type', () => {
    expect(find(parseXml('It works!'), 'Body')).toBeNull()
    expect(parseXml('<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><r>&e;</r>')).toBeNull()
  })
})
