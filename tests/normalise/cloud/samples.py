"""Records as the cloud services document them, made up for these tests: (name of the source, record)."""

from __future__ import annotations

import json
from typing import Any

CLOUDTRAIL_LOGIN = {
    "eventVersion": "1.08",
    "userIdentity": {"type": "Root", "principalId": "111122223333", "arn": "arn:aws:iam::111122223333:root"},
    "eventTime": "2024-03-29T05:59:00Z",
    "eventSource": "signin.amazonaws.com",
    "eventName": "ConsoleLogin",
    "awsRegion": "ap-northeast-1",
    "sourceIPAddress": "198.51.100.7",
    "userAgent": "Mozilla/5.0",
    "requestParameters": None,
    "responseElements": {"ConsoleLogin": "Success"},
    "additionalEventData": {"MFAUsed": "No", "LoginTo": "https://console.aws.amazon.com/console/home"},
    "eventType": "AwsConsoleSignIn",
    "recipientAccountId": "111122223333",
}
CLOUDTRAIL_POLICY = {
    "eventTime": "2024-03-29T06:00:00Z",
    "eventSource": "s3.amazonaws.com",
    "eventName": "PutBucketPolicy",
    "awsRegion": "ap-northeast-1",
    "sourceIPAddress": "198.51.100.7",
    "userAgent": "S3 Browser",
    "errorCode": "AccessDenied",
    "errorMessage": "Failed authentication",
    "eventType": "AwsApiCall",
    "status": "success",
    "userIdentity": {
        "type": "AssumedRole",
        "arn": "arn:aws:sts::111122223333:assumed-role/admin/hanako",
        "sessionContext": {"sessionIssuer": {"type": "Role"}},
    },
    "requestParameters": {
        "bucketPolicy": {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]},
        "attribute": "userData",
        "enable": False,
        "layers": ["arn:aws:lambda:ap-northeast-1:111122223333:layer:x:1"],
        "userName": "hanako",
        "containerDefinitions": [{"command": ["sh", "-c", "curl $AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"]}],
    },
    "responseElements": {"pendingModifiedValues": {"masterUserPassword": "****"}, "publiclyAccessible": True},
}
CLOUDTRAIL_BRIDGED = {
    "version": "0",
    "detail-type": "AWS API Call via CloudTrail",
    "source": "aws.s3",
    "time": "2024-03-29T06:00:00Z",
    "detail": CLOUDTRAIL_POLICY,
}
GUARDDUTY = {
    "schemaVersion": "2.0",
    "accountId": "111122223333",
    "region": "ap-northeast-1",
    "type": "UnauthorizedAccess:EC2/SSHBruteForce",
    "resource": {"resourceType": "Instance"},
    "service": {"serviceName": "guardduty", "eventLastSeen": "2024-03-29T06:00:00Z", "count": 3},
    "severity": 5,
    "updatedAt": "2024-03-29T06:10:00.000Z",
}
SECURITY_HUB = {
    "SchemaVersion": "2018-10-08",
    "ProductArn": "arn:aws:securityhub:ap-northeast-1::product/aws/securityhub",
    "AwsAccountId": "111122223333",
    "Title": "S3 bucket is public",
    "Severity": {"Label": "HIGH"},
    "UpdatedAt": "2024-03-29T06:10:00Z",
}

DIRECTORY_AUDIT = {
    "id": "Directory_1",
    "category": "UserManagement",
    "correlationId": "c1",
    "result": "success",
    "resultReason": "Microsoft.online.Security.userConsentBlockedForRiskyAppsExceptions",
    "activityDisplayName": "Update user",
    "activityDateTime": "2024-03-29T05:59:00.1234567Z",
    "loggedByService": "Core Directory",
    "operationType": "Update",
    "initiatedBy": {"user": {"userPrincipalName": "admin@example.co.jp"}, "app": None},
    "targetResources": [
        {
            "id": "62e90394-69f5-4237-9190-012177145e10",
            "displayName": "Global Administrator",
            "type": "ServicePrincipal",
            "userPrincipalName": "hanako@example.co.jp",
            "modifiedProperties": [
                {"displayName": "UserType", "oldValue": '["Guest"]', "newValue": '["Member"]'},
                {"displayName": "ConsentContext.IsAdminConsent", "oldValue": None, "newValue": '"False"'},
            ],
        }
    ],
    "additionalDetails": [{"key": "additionalInfo", "value": "Successfully recovered local credential by device id"}],
}
AUDIT_ENVELOPE = {
    "time": "2024-03-29T05:59:00Z",
    "resourceId": "/tenants/t1/providers/Microsoft.aadiam",
    "operationName": "Update user",
    "category": "AuditLogs",
    "tenantId": "t1",
    "properties": DIRECTORY_AUDIT,
}
AUDIT_TABLE = {
    "TimeGenerated": "2024-03-29T05:59:00Z",
    "OperationName": "Update user",
    "Category": "UserManagement",
    "Result": "success",
    "LoggedByService": "Core Directory",
    "TargetResources": json.dumps(DIRECTORY_AUDIT["targetResources"]),
    "InitiatedBy": json.dumps(DIRECTORY_AUDIT["initiatedBy"]),
    "AdditionalDetails": json.dumps(DIRECTORY_AUDIT["additionalDetails"]),
    "AADTenantId": "t1",
    "AADOperationType": "Update",
    "ActivityDisplayName": "Update user",
    "Type": "AuditLogs",
}
SIGNIN = {
    "id": "s1",
    "createdDateTime": "2024-03-29T05:59:00Z",
    "userPrincipalName": "hanako@example.co.jp",
    "appDisplayName": "Device Registration",
    "ipAddress": "198.51.100.7",
    "clientAppUsed": "IMAP",
    "userAgent": "axios/1.6",
    "conditionalAccessStatus": "success",
    "authenticationRequirement": "singleFactorAuthentication",
    "authenticationProtocol": "deviceCode",
    "riskState": "atRisk",
    "resourceDisplayName": "Device Registration Service",
    "networkLocationDetails": [],
    "status": {"errorCode": 50057, "failureReason": "User account is disabled.", "additionalDetails": "MFA Denied"},
    "deviceDetail": {"deviceId": "", "isCompliant": False, "trustType": ""},
    "location": {"countryOrRegion": "JP"},
}
SIGNIN_ENVELOPE = {
    "time": "2024-03-29T05:59:00Z",
    "category": "NonInteractiveUserSignInLogs",
    "operationName": "Sign-in activity",
    "resultType": "50126",
    "resultDescription": "Invalid username or password",
    "tenantId": "t1",
    "properties": SIGNIN,
}
SIGNIN_TABLE = {
    "TimeGenerated": "2024-03-29T05:59:00Z",
    "ResultType": "0",
    "ConditionalAccessStatus": "success",
    "UserPrincipalName": "hanako@example.co.jp",
    "ClientAppUsed": "Browser",
    "Status": '{"errorCode":0}',
    "DeviceDetail": '{"deviceId":"d1","trustType":"Azure AD joined"}',
    "NetworkLocationDetails": "[]",
    "Type": "SigninLogs",
}
RISK = {
    "id": "r1",
    "riskEventType": "anonymizedIPAddress",
    "riskLevel": "medium",
    "userPrincipalName": "hanako@example.co.jp",
    "activityDateTime": "2024-03-29T05:59:00Z",
}
PIM = {
    "id": "DirectoryRole_t1_StaleSignInAlert",
    "alertDefinitionId": "DirectoryRole_t1_StaleSignInAlert",
    "scopeId": "/",
    "isActive": True,
    "lastModifiedDateTime": "2024-03-29T05:59:00Z",
}
PIM_INCIDENT = {
    "@odata.type": "#microsoft.graph.noMfaOnRoleActivationAlertIncident",
    "id": "i1",
    "roleDisplayName": "Global Administrator",
}
ACTIVITY_REST = {
    "authorization": {"action": "Microsoft.Authorization/roleAssignments/write"},
    "caller": "admin@example.co.jp",
    "category": {"value": "Administrative", "localizedValue": "管理"},
    "operationName": {
        "value": "Microsoft.Authorization/roleAssignments/write",
        "localizedValue": "ロールの割り当ての作成",
    },
    "resourceProviderName": {"value": "Microsoft.Authorization"},
    "resourceId": "/subscriptions/sub1/providers/Microsoft.ADHybridHealthService/services/AdFederationService-x",
    "status": {"value": "Succeeded"},
    "eventTimestamp": "2024-03-29T05:59:00.7890123Z",
    "subscriptionId": "sub1",
}
ACTIVITY_EXPORT = {
    "time": "2024-03-29T05:59:00Z",
    "resourceId": "/SUBSCRIPTIONS/SUB1/RESOURCEGROUPS/R",
    "operationName": "MICROSOFT.KEYVAULT/VAULTS/DELETE",
    "category": "Administrative",
    "resultType": "Success",
    "properties": {"message": "Delete device", "eventCategory": "Administrative"},
    "tenantId": "t1",
}
ACTIVITY_TABLE = {
    "TimeGenerated": "2024-03-29T05:59:00Z",
    "OperationNameValue": "Microsoft.ADHybridHealthService/services/delete",
    "CategoryValue": "Administrative",
    "ResourceProviderValue": "Microsoft.ADHybridHealthService",
    "ResourceId": "/providers/x/AdFederationService-1",
    "ActivityStatusValue": "Success",
    "Type": "AzureActivity",
}

M365_INBOX_RULE = {
    "CreationTime": "2024-03-29T05:59:00",
    "Id": "m1",
    "Operation": "New-InboxRule",
    "OrganizationId": "org1",
    "RecordType": 1,
    "ResultStatus": "True",
    "UserKey": "hanako",
    "UserType": 2,
    "Workload": "Exchange",
    "ClientIP": "198.51.100.7",
    "UserId": "hanako@example.co.jp",
    "ObjectId": "hanako\\転送",
    "Parameters": [{"Name": "ForwardTo", "Value": "evil@example.net"}, {"Name": "MarkAsRead", "Value": "True"}],
    "OperationProperties": [{"Name": "RuleActions", "Value": "Forward Recipients"}],
}
M365_LOGIN = {
    "CreationTime": "2024-03-29T05:59:00",
    "Operation": "UserLoggedIn",
    "OrganizationId": "org1",
    "RecordType": 15,
    "ResultStatus": "Success",
    "Workload": "AzureActiveDirectory",
    "UserId": "hanako@example.co.jp",
    "ObjectId": "0000000a-0000-0000-c000-000000000000",
    "ApplicationId": "9ba1a5c7-f17a-4de9-a1f1-6178c8d51223",
    "ExtendedProperties": [{"Name": "RequestType", "Value": "Cmsi:Cmsi"}, {"Name": "UserAgent", "Value": "Mozilla"}],
}
M365_UNIFIED = {
    "RecordType": "ExchangeAdmin",
    "CreationDate": "2024-03-29T05:59:00Z",
    "UserIds": "hanako@example.co.jp",
    "Operations": "New-InboxRule",
    "AuditData": json.dumps(M365_INBOX_RULE),
    "ResultIndex": 1,
}
M365_ALERT = {
    "CreationTime": "2024-03-29T05:59:00",
    "Operation": "AlertTriggered",
    "OrganizationId": "org1",
    "RecordType": 40,
    "Workload": "SecurityComplianceCenter",
    "Name": "eDiscovery search started or exported",
    "Severity": "Medium",
    "Source": "Office 365 Security & Compliance",
}
M365_EXPORT = {
    "CreationTime": "2024-03-29T05:59:00",
    "Operation": "New-ComplianceSearchAction",
    "OrganizationId": "org1",
    "RecordType": 18,
    "Workload": "SecurityComplianceCenter",
    "Parameters": '-SearchName "x" -Export -Format "FxStream" -ExchangeArchiveFormat "PerUserPst"',
}
M365_THREAT = {
    "CreationTime": "2024-03-29T05:59:00",
    "Operation": "TIMailData",
    "OrganizationId": "org1",
    "RecordType": 28,
    "Workload": "ThreatIntelligence",
    "Directionality": "Inbound",
    "DeliveryAction": "Delivered",
}
OFFICE_ACTIVITY = {
    "TimeGenerated": "2024-03-29T05:59:00Z",
    "TenantId": "t1",
    "RecordType": "50",
    "Operation": "MailItemsAccessed",
    "OfficeWorkload": "Exchange",
    "ResultStatus": "Succeeded",
    "UserId": "hanako@example.co.jp",
    "OperationProperties": '[{"Name":"MailAccessType","Value":"Bind"}]',
    "Type": "OfficeActivity",
}

GCP = {
    "insertId": "g1",
    "logName": "projects/p1/logs/cloudaudit.googleapis.com%2Factivity",
    "timestamp": "2024-03-29T05:59:00.123456789Z",
    "resource": {"type": "k8s_cluster", "labels": {"project_id": "p1"}},
    "protoPayload": {
        "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
        "serviceName": "k8s.io",
        "methodName": "io.k8s.core.v1.pods.create",
        "authenticationInfo": {"principalEmail": "hanako@example.co.jp"},
        "authorizationInfo": [{"permission": "io.k8s.core.v1.pods.create", "granted": True}],
        "requestMetadata": {"callerIp": "198.51.100.7"},
        "request": {"metadata": {"labels": {"image-policy.k8s.io/break-glass": "true"}}},
    },
}
GCP_PUBSUB = {"data": GCP, "attributes": {}}
GCP_ELASTIC = {
    "@timestamp": "2024-03-29T05:59:00Z",
    "gcp": {"audit": {"method_name": "v1.compute.firewalls.delete", "service_name": "compute.googleapis.com"}},
    "cloud": {"project": {"id": "p1"}},
}
WORKSPACE_ADMIN = {
    "kind": "admin#reports#activity",
    "id": {"time": "2024-03-29T05:59:00.000Z", "applicationName": "admin", "customerId": "C01"},
    "actor": {"email": "admin@example.co.jp"},
    "ipAddress": "198.51.100.7",
    "events": [
        {
            "type": "APPLICATION_SETTINGS",
            "name": "CHANGE_APPLICATION_SETTING",
            "parameters": [
                {"name": "SETTING_NAME", "value": "ContextAwareAccess Enablement"},
                {"name": "NEW_VALUE", "boolValue": False},
            ],
        },
        {
            "type": "DELEGATED_ADMIN_SETTINGS",
            "name": "DELETE_ROLE",
            "parameters": [{"name": "ROLE_NAME", "value": "x"}],
        },
    ],
}
WORKSPACE_LOGIN = {
    "logName": "organizations/1/logs/cloudaudit.googleapis.com%2Fdata_access",
    "timestamp": "2024-03-29T05:59:00Z",
    "resource": {"type": "audited_resource", "labels": {"service": "login.googleapis.com"}},
    "protoPayload": {
        "serviceName": "login.googleapis.com",
        "methodName": "google.login.LoginService.suspiciousLogin",
        "metadata": {
            "event": [
                {
                    "eventName": "suspicious_login",
                    "eventType": "login",
                    "parameter": [{"name": "affected_email_address", "value": "hanako@example.co.jp"}],
                }
            ]
        },
    },
}

OKTA = {
    "actor": {"id": "00u1", "type": "User", "alternateId": "hanako@example.co.jp", "displayName": "花子"},
    "client": {"ipAddress": "198.51.100.7"},
    "displayMessage": "Max sign in attempts exceeded",
    "eventType": "policy.evaluate_sign_on",
    "legacyEventType": "core.user_auth.login_failed",
    "outcome": {"result": "FAILURE", "reason": "FastPass declined phishing attempt"},
    "published": "2024-03-29T05:59:00.123Z",
    "securityContext": {"isProxy": True},
    "severity": "WARN",
    "debugContext": {
        "debugData": {
            "requestUri": "/admin",
            "behaviors": "{New IP=POSITIVE, New Device=NEGATIVE}",
            "logOnlySecurityData": '{"behaviors":{"New IP":"POSITIVE"}}',
        }
    },
    "uuid": "u1",
    "target": [{"id": "t1", "displayName": "Okta Admin Console"}],
}
OKTA_HOOK = {
    "eventType": "com.okta.event_hook",
    "eventTime": "2024-03-29T05:59:01Z",
    "source": "https://example.okta.com/api/v1/eventHooks/who1",
    "data": {"events": [OKTA]},
}
ONELOGIN = {"event_type_id": 532, "account_id": 1, "user_name": "hanako", "created_at": "2024-03-29T05:59:00.000Z"}
DUO = {
    "event_type": "authentication",
    "factor": "n/a",
    "reason": "bypass_user",
    "result": "success",
    "isotimestamp": "2024-03-29T05:59:00.123456+00:00",
    "timestamp": 1711691940,
    "txid": "x1",
    "user": {"name": "hanako"},
    "access_device": {"ip": "198.51.100.7"},
}
DUO_ADMIN = {
    "action": "bypass_create",
    "object": "hanako",
    "username": "admin",
    "isotimestamp": "2024-03-29T05:59:00+00:00",
    "host": "api-1.duosecurity.com",
}
GITHUB = {
    "@timestamp": 1711691940000,
    "_document_id": "d1",
    "action": "repo.access",
    "actor": "hanako",
    "org": "example",
    "created_at": 1711691940000,
}
BITBUCKET = {
    "timestamp": {"epochSecond": 1711691940, "nano": 5},
    "author": {"name": "hanako"},
    "auditType": {"category": "Auditing", "action": "Audit log configuration updated", "level": "BASE"},
    "affectedObjects": [{"name": "x", "type": "PROJECT"}],
    "system": "https://bitbucket.example.co.jp",
}
KUBERNETES = {
    "kind": "Event",
    "apiVersion": "audit.k8s.io/v1",
    "level": "RequestResponse",
    "auditID": "k1",
    "stage": "ResponseComplete",
    "requestURI": "/api/v1/namespaces/kube-system/pods/x/exec?command=%2fbin%2fsh",
    "verb": "create",
    "user": {"username": "system:anonymous"},
    "sourceIPs": ["198.51.100.7"],
    "userAgent": "trufflehog",
    "objectRef": {"resource": "pods", "namespace": "kube-system", "apiGroup": "apps", "subresource": "exec"},
    "responseStatus": {"code": 403},
    "requestObject": {
        "spec": {
            "containers": [{"securityContext": {"capabilities": {"add": ["SYS_ADMIN"]}}}],
            "volumes": [{"hostPath": {"path": "/"}}],
        }
    },
    "requestReceivedTimestamp": "2024-03-29T05:59:00.123456Z",
}

SAMPLES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("aws.cloudtrail", CLOUDTRAIL_LOGIN),
    ("aws.cloudtrail", CLOUDTRAIL_POLICY),
    ("aws.cloudtrail", CLOUDTRAIL_BRIDGED),
    ("aws.guardduty", GUARDDUTY),
    ("aws.securityhub", SECURITY_HUB),
    ("entra.audit", DIRECTORY_AUDIT),
    ("entra.audit", AUDIT_ENVELOPE),
    ("entra.audit", AUDIT_TABLE),
    ("entra.signin", SIGNIN),
    ("entra.signin", SIGNIN_ENVELOPE),
    ("entra.signin", SIGNIN_TABLE),
    ("entra.risk", RISK),
    ("entra.pim", PIM),
    ("entra.pim", PIM_INCIDENT),
    ("azure.activity", ACTIVITY_REST),
    ("azure.activity", ACTIVITY_EXPORT),
    ("azure.activity", ACTIVITY_TABLE),
    ("m365.audit", M365_INBOX_RULE),
    ("m365.audit", M365_LOGIN),
    ("m365.audit", M365_UNIFIED),
    ("m365.audit", M365_ALERT),
    ("m365.audit", M365_EXPORT),
    ("m365.audit", M365_THREAT),
    ("m365.audit", OFFICE_ACTIVITY),
    ("gcp.audit", GCP),
    ("gcp.audit", GCP_PUBSUB),
    ("gcp.audit", GCP_ELASTIC),
    ("google.workspace", WORKSPACE_ADMIN),
    ("google.workspace_log", WORKSPACE_LOGIN),
    ("okta.system", OKTA),
    ("okta.hook", OKTA_HOOK),
    ("onelogin.events", ONELOGIN),
    ("cisco.duo", DUO),
    ("cisco.duo", DUO_ADMIN),
    ("github.audit", GITHUB),
    ("bitbucket.audit", BITBUCKET),
    ("kubernetes.audit", KUBERNETES),
)
