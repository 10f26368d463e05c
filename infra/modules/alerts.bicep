// The five alert rules. Each asks Application Insights for one number and compares it with its threshold.

param namePrefix string

param location string

param tags { *: string }

@description('The Application Insights that the rules ask.')
param insightsId string

@description('The recipient of alert mails; if empty, alerts are only shown in the portal.')
param email string

@description('Below how many silos the cluster has lost one.')
@minValue(1)
param silos int

@description('The latency that 19 of 20 requests must stay under, in milliseconds. Requests that wait by design do not count.')
@minValue(1)
param latencyMilliseconds int

@description('The share of requests that may fail with a 5xx status, in percent.')
@minValue(1)
@maxValue(100)
param errorPercent int

@description('What runs may cost in an hour, in millionths of the currency.')
@minValue(1)
param costMicrosPerHour int

type rule = {
  name: string
  description: string
  @description('0 critical, 1 error, 2 warning.')
  severity: int
  query: string
  measure: string
  operator: 'GreaterThan' | 'LessThan'
  threshold: int
  window: string
  @description('The time that the query sees; the window where nothing is said.')
  looksBack: string?
}

var rules rule[] = [
  {
    name: 'latency'
    description: 'Requests are slow: one in twenty takes longer than the threshold, in milliseconds, over at least 20 requests.'
    severity: 2
    // A stream of events and the start of a run with Prefer: wait are open for as long as the run takes.
    query: '''
requests
| where name !contains "/health/" and name !endswith "/events" and not(name startswith "POST " and name endswith "v1/runs")
| summarize slow = percentile(duration, 95), total = count()
| where total >= 20
'''
    measure: 'slow'
    operator: 'GreaterThan'
    threshold: latencyMilliseconds
    window: 'PT10M'
  }
  {
    name: 'errors'
    description: 'Requests fail: the share of answers with a 5xx status is above the threshold, in percent, over at least 20 requests.'
    severity: 1
    query: '''
requests
| where name !contains "/health/"
| summarize total = count(), failed = countif(toint(resultCode) >= 500)
| where total >= 20
| project share = 100.0 * failed / total
'''
    measure: 'share'
    operator: 'GreaterThan'
    threshold: errorPercent
    window: 'PT10M'
  }
  {
    name: 'cost'
    description: 'Runs cost more in an hour than the threshold, in millionths of the currency.'
    severity: 2
    query: '''
customMetrics
| where name == "agentgrains.run.cost"
| summarize micros = sum(valueSum)
'''
    measure: 'micros'
    operator: 'GreaterThan'
    threshold: costMicrosPerHour
    window: 'PT1H'
  }
  {
    name: 'stuck'
    description: 'Runs have made no progress for 15 minutes.'
    severity: 1
    query: '''
customMetrics
| where name == "agentgrains.runs.stuck"
| summarize arg_max(timestamp, value) by cloud_RoleInstance
| summarize stuck = sum(value)
'''
    measure: 'stuck'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT10M'
  }
  {
    name: 'silos'
    description: 'There are fewer silos than the threshold: one is gone and none took its place, or they do not see each other.'
    severity: 0
    // A silo that is cut off sees few; one that is gone says nothing. The smaller number is the worse news. None that says anything is news only
    // where there has been one: the first deployment makes this rule before its silos tell.
    query: '''
customMetrics
| where name == "agentgrains.cluster.silos"
| summarize arg_max(timestamp, value) by cloud_RoleInstance
| summarize reporting = countif(timestamp > ago(5m)), seen = minif(value, timestamp > ago(5m)), ever = count()
| where ever > 0
| project silos = min_of(reporting, coalesce(tolong(seen), 0))
'''
    measure: 'silos'
    operator: 'LessThan'
    threshold: silos
    window: 'PT5M'
    looksBack: 'P2D'
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: '${namePrefix}-people'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'agentgrains'
    enabled: true
    emailReceivers: [{ name: 'email', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${namePrefix}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'AgentGrains: ${rule.name}'
      description: rule.description
      severity: rule.severity
      enabled: true
      autoMitigate: true
      scopes: [insightsId]
      evaluationFrequency: 'PT5M'
      windowSize: rule.window
      overrideQueryTimeRange: rule.?looksBack
      criteria: {
        allOf: [
          {
            query: rule.query
            metricMeasureColumn: rule.measure
            timeAggregation: 'Maximum'
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: empty(email) ? [] : [people.id] }
    }
  }
]
