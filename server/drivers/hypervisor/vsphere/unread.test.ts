import { describe, expect, it } from 'vitest'
import { all, find, text } from '../../protocols/xml/xml'
import { parseXml } from '../../protocols/xml/xml-parser'
import { isUnread } from './unread'

describe('what nobody reads of an answer', () => {
  it('of a processor, a portgroup and a machine the rest is read', () => {
    const written =
      '<val><pkg><vendor>intel</vendor><threadId>0</threadId><cpuFeature><level>1</level></cpuFeature></pkg>' +
      '<group><spec><name>lan</name><vlanId>7</vlanId></spec><computedPolicy><security/></computedPolicy></group>' +
      '<hardware><otherIdentifyingInfo><label>tag</label></otherIdentifyingInfo><uuid>4c4c</uuid></hardware></val>'
    const root = parseXml(written, isUnread)
    expect(find(root, 'pkg')?.children.map(({ name }) => name)).toEqual(['vendor'])
    expect(text(root, 'group', 'spec', 'vlanId')).toBe('7')
    expect(find(root, 'group')?.children.map(({ name }) => name)).toEqual(['spec'])
    expect(find(root, 'hardware')?.children.map(({ name }) => name)).toEqual(['uuid'])
  })

  it('nor keyboards and the like of a VM', () => {
    const root = parseXml('<val xmlns:x="x"><VirtualDevice x:type="VirtualKeyboard"><key>1</key></VirtualDevice></val>', isUnread)
    expect(all(root, 'VirtualDevice')).toEqual([])
  })
})
