import { HostsView } from '@/components/hosts/hosts-view'

export default function Page() {
  return <HostsView />
}
