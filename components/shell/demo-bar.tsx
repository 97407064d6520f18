'use client'

import { useOrder } from '@/components/api/use-verb'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { Menu } from '@/components/ui/menu'
import { useMay } from './use-user'
import { whereCut } from './where-cut'

const CUT = 'cut-the-mains'
const RESTORE = 'restore-the-mains'

const words = (name: string): string => name.replaceAll('-', ' ')

/** The simulated datacenter's own controls. It is there only where a simulator is attached. */
export const DemoBar = () => {
  const m = useMessages()
  const demo = useDocs('demo')[0]
  const may = useMay('operate')
  const scenario = useOrder((client, name: string) => client.demo.scenario.mutate({ name }))
  const [devices, groups] = [useDocs('device'), useDocs('group')]
  if (!demo) return null
  const cut = whereCut(demo, devices, groups)
  const on = demo.mains === 'on'
  return (
    <section
      aria-label={m.shell.demo.title}
      className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-maint-bg px-5 py-1 max-sm:flex-nowrap max-sm:gap-x-1.5 max-sm:px-3"
    >
      <b className="font-[550] max-sm:hidden">{m.shell.demo.title}</b>
      <span className="text-fg-2 max-sm:min-w-0 max-sm:flex-1 max-sm:truncate">
        {on ? m.shell.demo.mainsOn : m.shell.demo.mainsOff(cut.join(', '))}
        {demo.scenario ? ` · ${m.shell.demo.playing(words(demo.scenario))}` : null}
        {demo.speed === 1 ? null : ` · ${m.shell.demo.speed(demo.speed)}`}
      </span>
      <span className="flex-1 max-sm:hidden" />
      <Menu
        label={m.shell.demo.scenarios}
        trigger={
          <Button variant="quiet" size="small" isDisabled={!may}>
            {m.shell.demo.scenarios} <span aria-hidden="true">▾</span>
          </Button>
        }
        choices={demo.scenarios
          .filter((name) => name !== CUT && name !== RESTORE)
          .map((name) => ({ id: name, label: words(name), onAction: () => scenario.mutate(name) }))}
      />
      <Button
        size="small"
        variant={on ? 'danger' : 'primary'}
        isDisabled={!may}
        isPending={scenario.isPending}
        onPress={() => scenario.mutate(on ? CUT : RESTORE)}
      >
        {on ? m.shell.demo.cut : m.shell.demo.restore}
      </Button>
    </section>
  )
}
