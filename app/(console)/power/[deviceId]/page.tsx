import { DeviceView } from '@/components/power/device-view'

export default async function Page({ params }: { readonly params: Promise<{ deviceId: string }> }) {
  const { deviceId } = await params
  return <DeviceView deviceId={decodeURIComponent(deviceId)} />
}
