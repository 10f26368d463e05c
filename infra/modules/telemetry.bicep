param workspaceName string

param insightsName string

param location string

param tags { *: string }

@description('For how long logs, metrics and traces are kept, in days.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('The most that is taken in a day, in GiB; what comes after it is lost, and alerts see nothing until the next day.')
@minValue(1)
param dailyGigabytes int

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyGigabytes }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
  }
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(insights.id, 'AgentGrains')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'AgentGrains'
    category: 'workbook'
    sourceId: insights.id
    serializedData: loadTextContent('../workbook.json')
  }
}

output workspaceId string = workspace.id
