import { SettingsView } from '@/components/settings/settings-view'

export default function Page() {
  return <SettingsView />
}
