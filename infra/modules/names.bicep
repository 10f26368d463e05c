// The names of everything, so that what provisions it and what deploys the server into it cannot disagree.

@export()
@description('What the resources of one environment are called.')
type resourceNames = {
  group: string
  app: string
  containerEnvironment: string
  insights: string
  platformIdentity: string
  registry: string
  serverIdentity: string
  storage: string
  vault: string
  workspace: string
}

@export()
@description('The names for an environment; the token tells environments of one subscription apart.')
func namesOf(environmentName string, token string) resourceNames => {
  group: 'rg-${environmentName}'
  app: 'ca-${token}'
  containerEnvironment: 'cae-${token}'
  insights: 'appi-${token}'
  platformIdentity: 'id-platform-${token}'
  registry: 'cr${token}'
  serverIdentity: 'id-server-${token}'
  storage: 'st${token}'
  vault: 'kv-${token}'
  workspace: 'log-${token}'
}

@export()
@description('Seconds as .NET reads a TimeSpan.')
func timeSpan(seconds int) string =>
  '${padLeft(seconds / 3600, 2, '0')}:${padLeft(seconds % 3600 / 60, 2, '0')}:${padLeft(seconds % 60, 2, '0')}'
