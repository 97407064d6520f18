'use client'

import { useRouter, useSearchParams } from 'next/navigation'
import { useMessages } from '@/components/messages/use-messages'
import { PageHeader } from '@/components/ui/page-header'
import { Tabs } from '@/components/ui/tabs'
import { DevicesTab } from './devices-tab'
import { GroupsTab } from './groups-tab'
import { ImportTab } from './import-tab'
import { ManagersTab } from './managers-tab'
import { NutTab } from './nut-tab'
import { ReadinessTab } from './readiness-tab'
import { SystemTab } from './system-tab'
import { UsersTab } from './users-tab'

const TABS = ['devices', 'managers', 'groups', 'import', 'users', 'nut', 'readiness', 'system'] as const

export const SettingsView = () => {
  const m = useMessages()
  const router = useRouter()
  const given = useSearchParams().get('tab')
  const tab = TABS.find((id) => id === given) ?? 'devices'
  const content = {
    devices: <DevicesTab />,
    managers: <ManagersTab />,
    groups: <GroupsTab />,
    import: <ImportTab />,
    users: <UsersTab />,
    nut: <NutTab />,
    readiness: <ReadinessTab />,
    system: <SystemTab />,
  } as const
  return (
    <>
      <PageHeader title={m.settings.title} />
      <Tabs
        label={m.settings.title}
        value={tab}
        onChange={(id) => router.replace(`/settings?tab=${id}`, { scroll: false })}
        items={TABS.map((id) => ({ id, label: m.settings.tabs[id], content: content[id] }))}
      />
    </>
  )
}
