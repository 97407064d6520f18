import { SignInView } from '@/components/access/sign-in-view'

export default function Page() {
  return <SignInView />
}
