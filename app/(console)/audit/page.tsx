import { AuditView } from '@/components/audit/audit-view'

export default function Page() {
  return <AuditView />
}
