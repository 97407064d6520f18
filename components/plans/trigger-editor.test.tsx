// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, describe, expect, it } from 'vitest'
import { triggerSchema, type Trigger } from '@/server/domain/plan'
import { TriggerEditor } from './trigger-editor'
import { TRIGGER_KINDS, triggerOf } from './trigger-words'

const Edited = ({ first, told }: { readonly first: Trigger; readonly told: (triggers: readonly Trigger[]) => void }) => {
  const [triggers, setTriggers] = useState<readonly Trigger[]>([first])
  return (
    <TriggerEditor
      label="Fires when"
      triggers={triggers}
      onChange={(next) => {
        setTriggers(next)
        told(next)
      }}
    />
  )
}

const edit = (first: Trigger) => {
  let now: readonly Trigger[] = [first]
  const { container } = render(<Edited first={first} told={(next) => (now = next)} />)
  const type = (label: string, text: string): void => {
    fireEvent.change(screen.getByLabelText(label), { target: { value: text } })
  }
  return { type, container, triggers: () => now }
}

describe('danger triggers in the editor', () => {
  afterEach(cleanup)

  it('P8 every kind begins with a value that a plan may hold', () => {
    for (const kind of TRIGGER_KINDS) expect(triggerSchema.safeParse(triggerOf(kind)).error).toBeUndefined()
    expect(TRIGGER_KINDS.toSorted()).toEqual(triggerSchema.options.map(({ shape }) => shape.kind.value).toSorted())
  })

  it('P8 takes degrees and the time that they must last, and says what is measured and how it comes back', () => {
    const { type, container, triggers } = edit(triggerOf('temperature-at-least'))
    type('Degrees Celsius', '45')
    type('Minutes:seconds', '2:00')
    expect(triggers()).toEqual([{ kind: 'temperature-at-least', celsius: 45, seconds: 120 }])
    expect(container.textContent).toContain('What a UPS of the group measures')
    expect(container.textContent).toContain('comes back when a person continues the run')
  })

  it('P8 degrees and seconds outside of what is sane change nothing, and are marked', () => {
    const { type, container, triggers } = edit(triggerOf('temperature-at-least'))
    type('Degrees Celsius', '4')
    expect(container.textContent).toContain('30 to 80')
    type('Minutes:seconds', '2')
    expect(triggers()).toEqual([triggerOf('temperature-at-least')])
    type('Degrees Celsius', '41 °C')
    expect(triggers()).toEqual([{ kind: 'temperature-at-least', celsius: 41, seconds: 60 }])
  })

  it('a trigger of the battery has no such words', () => {
    expect(edit(triggerOf('low-battery')).container.textContent).not.toContain('person')
  })
})
