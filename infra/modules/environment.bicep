param name string

param location string

param tags { *: string }

param workspaceId string

@description('What the silos run on: see main.bicep.')
param workloadProfile string

@description('The most nodes of a dedicated profile.')
@minValue(3)
@maxValue(20)
param maxNodes int

@description('A subnet of your own; empty for one that the platform keeps.')
param subnetId string

@description('Whether replicas are spread over zones; needs a subnet.')
param zoneRedundant bool

@description('Whether the platform encrypts what goes from the ingress to the replicas and between apps.')
param encryptPeerTraffic bool

var dedicated = workloadProfile != 'ConsumptionOnly'

resource environment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: { destination: 'azure-monitor' }
    peerTrafficConfiguration: { encryption: { enabled: encryptPeerTraffic } }
    vnetConfiguration: empty(subnetId) ? null : { infrastructureSubnetId: subnetId }
    // Without any profile the environment is a consumption-only one, where replicas can reach each other by their own addresses.
    workloadProfiles: dedicated
      ? [
          { name: 'Consumption', workloadProfileType: 'Consumption' } // every environment with profiles has it; no silo runs on it
          // One node that is lost must not take every silo along.
          { name: workloadProfile, workloadProfileType: workloadProfile, minimumCount: zoneRedundant ? 3 : 2, maximumCount: maxNodes }
        ]
      : null
    zoneRedundant: zoneRedundant
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: environment
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'ContainerAppConsoleLogs', enabled: true }
      { category: 'ContainerAppSystemLogs', enabled: true }
    ]
  }
}
