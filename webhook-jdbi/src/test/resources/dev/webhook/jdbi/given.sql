-- The tables as they were given, word for word; SchemaTest holds the migrated tables against them, and docs/schema.md
-- has the reason for each difference.

CREATE TABLE webhooks (
    webhook_id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id BIGINT NOT NULL,
    webhook_url TEXT NOT NULL,
    
    -- Configuration
    secret VARCHAR(255) NOT NULL,  -- HMAC secret
    enabled BOOLEAN DEFAULT TRUE,
    description TEXT,
    
    -- Delivery settings
    timeout_seconds INTEGER DEFAULT 30,
    max_retries INTEGER DEFAULT 5,
    retry_strategy VARCHAR(50) DEFAULT 'exponential',
    
    -- Filters
    event_filters JSONB,  -- {event_types: [...], conditions: {...}}
    
    -- Security
    ip_allowlist INET[],
    auth_type VARCHAR(50),  -- none, bearer, basic
    auth_credentials TEXT,  -- Encrypted
    
    -- Status
    status VARCHAR(50) DEFAULT 'active',  -- active, paused, disabled
    failure_count INTEGER DEFAULT 0,
    last_success_at TIMESTAMP,
    last_failure_at TIMESTAMP,
    
    -- Metadata
    created_at TIMESTAMP DEFAULT NOW(),
    updated_at TIMESTAMP DEFAULT NOW(),
    
    INDEX idx_user_webhooks (user_id, enabled),
    INDEX idx_status (status, enabled)
);

CREATE TABLE webhook_subscriptions (
    subscription_id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    webhook_id UUID NOT NULL REFERENCES webhooks(webhook_id) ON DELETE CASCADE,
    event_type VARCHAR(255) NOT NULL,
    
    -- Filters
    filters JSONB,  -- Additional event-specific filters
    
    -- Status
    enabled BOOLEAN DEFAULT TRUE,
    
    created_at TIMESTAMP DEFAULT NOW(),
    
    UNIQUE (webhook_id, event_type),
    INDEX idx_event_type (event_type, enabled) WHERE enabled = TRUE
);

CREATE TABLE webhook_deliveries (
    delivery_id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    webhook_id UUID NOT NULL REFERENCES webhooks(webhook_id),
    event_id UUID NOT NULL,
    
    -- Delivery details
    attempt_number INTEGER DEFAULT 1,
    status VARCHAR(50) NOT NULL,  -- pending, success, failed, retrying
    
    -- Request
    request_url TEXT NOT NULL,
    request_headers JSONB,
    request_body JSONB,
    request_sent_at TIMESTAMP,
    
    -- Response
    response_status INTEGER,
    response_headers JSONB,
    response_body TEXT,
    response_received_at TIMESTAMP,
    response_time_ms INTEGER,
    
    -- Error handling
    error_message TEXT,
    next_retry_at TIMESTAMP,
    
    -- Metadata
    created_at TIMESTAMP DEFAULT NOW(),
    updated_at TIMESTAMP DEFAULT NOW(),
    
    INDEX idx_webhook_deliveries (webhook_id, created_at DESC),
    INDEX idx_event_deliveries (event_id),
    INDEX idx_status_retry (status, next_retry_at) WHERE status = 'retrying',
    INDEX idx_pending (status, created_at) WHERE status = 'pending'
) PARTITION BY RANGE (created_at);

CREATE TABLE webhook_events (
    event_id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    event_type VARCHAR(255) NOT NULL,
    event_data JSONB NOT NULL,
    
    -- Metadata
    source_service VARCHAR(255),
    created_at TIMESTAMP DEFAULT NOW(),
    processed_at TIMESTAMP,
    
    -- Delivery tracking
    webhook_count INTEGER DEFAULT 0,  -- Number of webhooks triggered
    delivery_success_count INTEGER DEFAULT 0,
    delivery_failure_count INTEGER DEFAULT 0,
    
    INDEX idx_event_type (event_type, created_at DESC),
    INDEX idx_created_at (created_at DESC)
) PARTITION BY RANGE (created_at);

CREATE TABLE webhook_dlq (
    dlq_id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    webhook_id UUID NOT NULL,
    event_id UUID NOT NULL,
    delivery_id UUID NOT NULL,
    
    -- Failure details
    failure_reason TEXT NOT NULL,
    attempt_count INTEGER NOT NULL,
    last_error TEXT,
    last_response_status INTEGER,
    
    -- Resolution
    status VARCHAR(50) DEFAULT 'pending',  -- pending, resolved, discarded
    resolved_at TIMESTAMP,
    resolved_by VARCHAR(255),
    resolution_notes TEXT,
    
    created_at TIMESTAMP DEFAULT NOW(),
    
    INDEX idx_webhook_dlq (webhook_id, created_at DESC),
    INDEX idx_status (status, created_at)
);
